-- The first and the last batch acknowledged between two times. Touches relay_batch.
SELECT COALESCE(min(batch_no), 0), COALESCE(max(batch_no), -1) FROM postrider.relay_batch
WHERE done_at >= ? AND done_at <= ?
