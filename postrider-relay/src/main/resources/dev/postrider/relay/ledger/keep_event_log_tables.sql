-- Keeps the tables of the event log's shards. Returns how many rows were written: none when another relay took over.
-- A relay from before version 23 of the schema knows one shard: where there are more it is refused. Touches outbox_origin, relay_lease.
WITH held AS (
  UPDATE postrider.relay_lease
  SET needs = GREATEST(needs, CASE WHEN cardinality(:tables::text[]) > 1 THEN 23 ELSE 0 END)
  WHERE name = 'relay' AND fence = :fence
  RETURNING 1
)
UPDATE postrider.outbox_origin SET event_log_tables = :tables::text[] FROM held
