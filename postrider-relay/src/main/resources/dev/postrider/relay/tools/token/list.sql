-- The newest tokens, whatever became of them. Touches console_token.
SELECT t.number, t.name, t.role, t.made_at, t.made_by, t.expires_at, t.last_used_at, t.revoked_at, t.revoked_by,
       CASE WHEN t.revoked_at IS NOT NULL THEN 'REVOKED' WHEN t.expires_at <= statement_timestamp() THEN 'EXPIRED' ELSE 'VALID' END
FROM postrider.console_token t
ORDER BY t.number DESC
LIMIT :most
