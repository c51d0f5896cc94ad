-- Copies what is kept. Touches event_outbox, relay_batch, outbox_origin, dead_letter.
INSERT INTO pg_temp.postrider_kept
SELECT f.id, f.event_type, f.event_date_time, f.environment, f.event_context, f.metadata_version, f.trace_parent, f.content, 1
FROM ({fates}) f WHERE f.fate = 'kept'
