-- A page of dead letters, the newest first, from a place on. Touches dead_letter, by an index.
SELECT d.event_id, d.event_date_time, d.event_type, d.environment, d.batch_no, d.reason_code, d.reason, d.failed_at, d.times,
       d.requeued_at, d.discarded_at, d.decided_by, d.note, d.shard
FROM postrider.dead_letter d
WHERE {state}
  AND (d.failed_at, d.event_id, d.event_date_time) < (:after_failed_at::timestamptz, :after_id::bigint, :after_time::timestamptz)
  AND {matching}
ORDER BY d.failed_at DESC, d.event_id DESC, d.event_date_time DESC
LIMIT :most
