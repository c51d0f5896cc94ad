-- The request of a key, with its age by the server's clock in milliseconds. Touches console_request.
SELECT r.fingerprint, r.answer_status, r.answer_type, r.answer_body, r.begun_at,
       GREATEST(0, (extract(epoch FROM clock_timestamp() - r.begun_at) * 1000)::bigint)
FROM postrider.console_request r
WHERE r.actor = :actor AND r.key = :key
