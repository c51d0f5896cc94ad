-- Puts the events of letters that are still open back into the outbox, under their own ids and times and in this
-- transaction's place in the order, and marks the letters. Returns how many. Touches dead_letter, event_outbox.
WITH marked AS (
  UPDATE postrider.dead_letter d
  SET requeued_at = clock_timestamp(), decided_by = :by, note = :note
  WHERE (d.event_id, d.event_date_time) IN (SELECT * FROM unnest(:ids::bigint[], :times::timestamptz[]))
    AND d.requeued_at IS NULL AND d.discarded_at IS NULL
  RETURNING d.*
), returned AS (
  INSERT INTO postrider.event_outbox
    (id, event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
  OVERRIDING SYSTEM VALUE
  SELECT event_id, event_type, event_date_time, environment, event_context, metadata_version, trace_parent
  FROM marked
)
SELECT count(*) FROM marked
