-- The outboxes of which the event log has events, but for one. Touches the event log.
SELECT toString(outbox) AS name FROM {log} WHERE outbox <> {outbox:String} GROUP BY outbox ORDER BY outbox LIMIT 100
