-- The valid token of a secret, by the server's clock, noting its use once a minute. Touches console_token: one row by its index. Waits
-- for nobody: whoever uses the same token at the same time has noted it. A note that a crash forgets is no loss.
SET LOCAL synchronous_commit = off;
WITH found AS (
  SELECT t.number, t.name, t.role, t.made_at, t.made_by, t.expires_at, t.last_used_at
  FROM postrider.console_token t
  WHERE t.secret_hash = :hash AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
), due AS (
  SELECT t.number
  FROM postrider.console_token t JOIN found f ON f.number = t.number
  WHERE t.last_used_at IS NULL OR t.last_used_at < clock_timestamp() - interval '1 minute'
  FOR NO KEY UPDATE OF t SKIP LOCKED
), used AS (
  UPDATE postrider.console_token t SET last_used_at = clock_timestamp() FROM due d WHERE t.number = d.number
  RETURNING t.last_used_at
)
SELECT f.number, f.name, f.role, f.made_at, f.made_by, f.expires_at, COALESCE((SELECT u.last_used_at FROM used u), f.last_used_at),
       NULL::timestamptz, NULL::text, 'VALID'
FROM found f
