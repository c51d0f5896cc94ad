-- What is kept, until the transaction's end. nth tells the events of one id apart: from 1 on, and 0 for an event that is there
-- already. Touches no table of the schema.
CREATE TEMPORARY TABLE postrider_kept ON COMMIT DROP AS
SELECT e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent,
       NULL::text AS content, 1 AS nth
FROM postrider.event_outbox e WITH NO DATA
