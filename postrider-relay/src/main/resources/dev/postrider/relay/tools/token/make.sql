-- Makes a token; no row if one of that name is not revoked. Touches console_token. What expired keeps its name until it is revoked, so
-- that a name means one token at a time. A crash of the server must not forget a token that was shown.
SET LOCAL synchronous_commit = on;
INSERT INTO postrider.console_token (name, role, secret_hash, made_at, made_by, made_note, expires_at)
VALUES (:name, :role, :hash, statement_timestamp(), :by, :note, statement_timestamp() + CAST(:lifetime AS interval))
ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING
RETURNING number, name, role, made_at, made_by, expires_at, last_used_at, revoked_at, revoked_by, 'VALID'
