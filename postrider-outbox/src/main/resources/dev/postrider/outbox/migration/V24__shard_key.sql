-- On which shard an event belongs may be said by another field than its id.
--
-- Older relays: go on. They know the id alone. A relay that uses another key with several shards refuses them first
-- (relay_lease.needs).

ALTER TABLE postrider.outbox_origin
  ADD COLUMN shard_key text NOT NULL DEFAULT 'event_id';

COMMENT ON COLUMN postrider.outbox_origin.shard_key IS
  'The field that says on which shard of the event log an event belongs: event_id, event_type, environment, or event_context.name.';
