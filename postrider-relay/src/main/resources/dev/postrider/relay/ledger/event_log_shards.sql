-- The tables of the event log's shards, in their order, and what says on which an event belongs. Touches outbox_origin.
SELECT COALESCE(event_log_tables, '{}'), shard_key FROM postrider.outbox_origin
