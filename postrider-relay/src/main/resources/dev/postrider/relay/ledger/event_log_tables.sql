-- The tables of the event log's shards, in their order. Touches outbox_origin.
SELECT COALESCE(event_log_tables, '{}') FROM postrider.outbox_origin
