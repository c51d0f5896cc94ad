-- The dead letters of one id, whole: two events may have had it, at different times. Touches dead_letter, by its key.
SELECT d.event_id, d.event_date_time, d.event_type, d.environment, d.batch_no, d.reason_code, d.reason, d.failed_at, d.times,
       d.requeued_at, d.discarded_at, d.decided_by, d.note, d.shard,
       d.event_context::text, d.metadata_version, d.trace_parent, d.txid::text
FROM postrider.dead_letter d
WHERE d.event_id = ?
ORDER BY d.event_date_time
