-- The event log may be in several shards: each has the events of which a hash of the id says so.
--
-- Older relays: go on. They know one shard. A relay that uses a second one refuses them first (relay_lease.needs).

ALTER TABLE postrider.relay_batch
  ADD COLUMN shards smallint NOT NULL DEFAULT 1;

COMMENT ON COLUMN postrider.relay_batch.shards IS
  'Over how many shards of the event log the batch is spread: those that there were when it was planned.';

ALTER TABLE postrider.relay_division
  ADD COLUMN shard smallint NOT NULL DEFAULT 0,
  DROP CONSTRAINT relay_division_pkey,
  ADD PRIMARY KEY (batch_no, shard, division_no);

COMMENT ON COLUMN postrider.relay_division.shard IS
  'The shard, from 0, whose rows of the batch are divided.';

ALTER TABLE postrider.outbox_origin
  ADD COLUMN event_log_tables text[];

COMMENT ON COLUMN postrider.outbox_origin.event_log_tables IS
  'The tables of the event log''s shards, in their order, by what tells one from another: a UUID, or a path in Keeper.';
