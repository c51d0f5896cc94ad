-- Forgets a request that has no answer. Touches console_request.
DELETE FROM postrider.console_request r WHERE r.actor = :actor AND r.key = :key AND r.answer_status IS NULL
