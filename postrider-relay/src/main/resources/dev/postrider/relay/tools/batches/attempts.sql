-- The attempts to send a batch that are kept, in order. Touches relay_attempt and relay_batch, by their keys.
SELECT a.number, a.relay, a.shard, a.part, a.row_count, a.began_at, a.ended_at, a.endpoint, a.outcome, a.code, a.reason
FROM postrider.relay_attempt a
JOIN postrider.relay_batch b USING (batch_no, planned_at)
WHERE b.batch_no = :batch_no
ORDER BY a.number
