-- Revokes a token, by its number or else its name; no row if there is none that is not revoked. Touches console_token. A crash of the
-- server must not bring it back.
SET LOCAL synchronous_commit = on;
UPDATE postrider.console_token t SET revoked_at = clock_timestamp(), revoked_by = :by, revoked_note = :note
WHERE t.revoked_at IS NULL AND (t.number = :number::bigint OR t.name = :name::text)
RETURNING t.number, t.name, t.role, t.made_at, t.made_by, t.expires_at, t.last_used_at, t.revoked_at, t.revoked_by, 'REVOKED'
