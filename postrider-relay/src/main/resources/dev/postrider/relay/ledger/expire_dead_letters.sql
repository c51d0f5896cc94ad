-- Forgets dead letters that were requeued or discarded longer ago than the retention, a thousand at the most. Open ones stay.
-- Touches dead_letter.
DELETE FROM postrider.dead_letter d
WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM postrider.dead_letter
  WHERE COALESCE(requeued_at, discarded_at) <= statement_timestamp() - ? * interval '1 millisecond'
    -- implied; leads by the index past those that are younger
    AND failed_at <= statement_timestamp() - ? * interval '1 millisecond'
  LIMIT 1000))
