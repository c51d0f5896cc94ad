-- The dead letters of one id. Touches dead_letter, by its key.
SELECT txid::text, event_type, event_date_time, environment, octet_length(event_context::text), metadata_version, trace_parent,
       batch_no, COALESCE(reason_code, 0), reason, failed_at, times, requeued_at, discarded_at, decided_by, note, shard
FROM postrider.dead_letter
WHERE event_id = :id
ORDER BY event_date_time
