-- A row if the batch is planned, not acknowledged, and under this fence. Touches relay_batch.
SELECT 1 FROM postrider.relay_batch WHERE batch_no = ? AND fence = ? AND done_at IS NULL
