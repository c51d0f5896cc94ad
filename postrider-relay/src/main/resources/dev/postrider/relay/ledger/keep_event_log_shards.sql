-- Keeps the event log's shards. Returns how many rows were written: none when another relay took over.
-- Where there are more than one, relays are refused from before version 23 of the schema, which know one, and from before version 24
-- if the key is not the id. Touches outbox_origin, relay_lease.
WITH held AS (
  UPDATE postrider.relay_lease
  SET needs = GREATEST(
    needs, CASE WHEN cardinality(:tables::text[]) < 2 THEN 0 WHEN :key::text = 'event_id' THEN 23 ELSE 24 END)
  WHERE name = 'relay' AND fence = :fence
  RETURNING 1
)
UPDATE postrider.outbox_origin SET event_log_tables = :tables::text[], shard_key = :key::text FROM held
