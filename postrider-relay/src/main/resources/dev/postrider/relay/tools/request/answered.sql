-- Remembers what was answered, once. Touches console_request.
UPDATE postrider.console_request r SET answer_status = :status, answer_type = :type, answer_body = :body
WHERE r.actor = :actor AND r.key = :key AND r.answer_status IS NULL
