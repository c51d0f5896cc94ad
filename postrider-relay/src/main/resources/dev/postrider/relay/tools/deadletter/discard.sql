-- Marks letters that are still open as given up. Returns how many. Touches dead_letter.
WITH marked AS (
  UPDATE postrider.dead_letter d
  SET discarded_at = clock_timestamp(), decided_by = :by, note = :note
  WHERE (d.event_id, d.event_date_time) IN (SELECT * FROM unnest(:ids::bigint[], :times::timestamptz[]))
    AND d.requeued_at IS NULL AND d.discarded_at IS NULL
  RETURNING d.event_id
)
SELECT count(*) FROM marked
