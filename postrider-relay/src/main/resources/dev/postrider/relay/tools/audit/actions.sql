-- What people did by hand in a range of times, the newest first. Touches the view operator_action: dead_letter_decision, relay_replay,
-- outbox_life, delivery_pause, console_token, payload_opening, which have a row for each order.
SELECT begun_at, finished_at, ordered_by, action, target, criteria::text, done, note
FROM postrider.operator_action
WHERE (:since::timestamptz IS NULL OR begun_at >= :since) AND (:before::timestamptz IS NULL OR begun_at < :before)
ORDER BY begun_at DESC
LIMIT :most
