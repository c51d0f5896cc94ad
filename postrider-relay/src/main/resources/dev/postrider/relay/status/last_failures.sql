-- The newest dead letters that nobody has decided about, the newest first. Touches dead_letter.
SELECT event_id, event_type, failed_at, batch_no, COALESCE(reason_code, 0), reason
FROM postrider.dead_letter
WHERE requeued_at IS NULL AND discarded_at IS NULL
ORDER BY failed_at DESC, event_id DESC
LIMIT ?
