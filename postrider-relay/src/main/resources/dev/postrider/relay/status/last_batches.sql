-- The newest batches, the newest first. Touches relay_batch.
SELECT batch_no, planned_at, done_at, COALESCE(row_count, 0), COALESCE(byte_count, 0), COALESCE(attempts, 0)
FROM postrider.relay_batch
ORDER BY batch_no DESC
LIMIT ?
