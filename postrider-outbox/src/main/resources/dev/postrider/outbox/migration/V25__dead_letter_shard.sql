-- A dead letter knows the shard that refused it.
--
-- Older relays: go on. They leave it empty, and where there are several shards they are refused (relay_lease.needs).

ALTER TABLE postrider.dead_letter
  ADD COLUMN shard smallint;

COMMENT ON COLUMN postrider.dead_letter.shard IS
  'The shard of the event log that refused the event last, from 1; null where the event log is not in shards, or was refused before this was kept.';
