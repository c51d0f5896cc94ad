-- Forgets the request of a key, if it is old. Touches console_request.
DELETE FROM postrider.console_request r
WHERE r.actor = :actor AND r.key = :key AND r.begun_at < statement_timestamp() - interval '24 hours'
