-- A row if the batch is planned and not acknowledged. Touches relay_batch.
SELECT 1 FROM postrider.relay_batch WHERE batch_no = ? AND done_at IS NULL
