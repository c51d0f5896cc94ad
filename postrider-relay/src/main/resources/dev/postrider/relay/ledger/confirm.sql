-- A row if the batch is planned, not acknowledged, and under this fence, and each leaf could be read that it may have events in.
-- Touches relay_batch.
SELECT 1 FROM postrider.relay_batch
WHERE batch_no = ? AND fence = ? AND done_at IS NULL AND postrider.leaf_out_of_place() IS NULL
