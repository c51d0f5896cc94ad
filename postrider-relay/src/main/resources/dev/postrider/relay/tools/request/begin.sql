-- Remembers a request under its key; no row if there is one already. Touches console_request. On disk before it is acted upon: a crash of
-- the server must not let it be done twice.
SET LOCAL synchronous_commit = on;
INSERT INTO postrider.console_request (actor, key, fingerprint) VALUES (:actor, :key, :fingerprint)
ON CONFLICT (actor, key) DO NOTHING
RETURNING begun_at
