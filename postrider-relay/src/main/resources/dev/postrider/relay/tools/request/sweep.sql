-- Forgets the oldest requests that are old, a hundred at most: more than come in meanwhile. Touches console_request. Waits for nobody:
-- what another transaction holds it forgets itself, or the next sweep does.
DELETE FROM postrider.console_request r
USING (
  SELECT o.actor, o.key FROM postrider.console_request o
  WHERE o.begun_at < statement_timestamp() - interval '24 hours'
  ORDER BY o.begun_at
  LIMIT 100
  FOR UPDATE SKIP LOCKED
) old
WHERE r.actor = old.actor AND r.key = old.key
