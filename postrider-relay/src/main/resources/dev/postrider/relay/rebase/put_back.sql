-- Puts back what is kept, as written by this transaction, in the order of the ids. Touches event_outbox.
INSERT INTO postrider.event_outbox
  (id, event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
OVERRIDING SYSTEM VALUE
SELECT id, event_type, event_date_time, environment, event_context, metadata_version, trace_parent
FROM pg_temp.postrider_kept ORDER BY id
