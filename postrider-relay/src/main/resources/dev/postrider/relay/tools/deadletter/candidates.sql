-- The next open letters that match, in the order of their refusal, up to the moment at which the work began: an event that is
-- refused again meanwhile is not taken a second time. Touches dead_letter, by the index of the open ones.
SELECT d.failed_at, d.event_id, d.event_date_time
FROM postrider.dead_letter d
WHERE {state}
  AND (d.failed_at, d.event_id, d.event_date_time) > (:after_failed_at::timestamptz, :after_id::bigint, :after_time::timestamptz)
  AND d.failed_at <= :until
  AND {matching}
ORDER BY d.failed_at, d.event_id, d.event_date_time
LIMIT :most
