-- Puts back what is kept, in the order of the ids: the first event of each id as written by this transaction, a further one under a
-- transaction id of its own. An event's place in the order is its transaction and its id. Touches event_outbox.
INSERT INTO postrider.event_outbox
  (id, txid, event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
OVERRIDING SYSTEM VALUE
SELECT id, COALESCE((?::text[])[nth - 1]::xid8, pg_current_xact_id()),
       event_type, event_date_time, environment, event_context, metadata_version, trace_parent
FROM pg_temp.postrider_kept WHERE nth > 0 ORDER BY id
