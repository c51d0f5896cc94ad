-- Forgets dead letters that were requeued or discarded longer ago than the retention, a thousand at the most. Open ones stay.
-- None if the relay may not destroy any more. Touches dead_letter, relay_lease, outbox_origin, relay_batch.
DELETE FROM postrider.dead_letter d
WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM postrider.dead_letter
  WHERE COALESCE(requeued_at, discarded_at) <= statement_timestamp() - :retention_millis * interval '1 millisecond'
    -- implied; leads by the index past those that are younger
    AND failed_at <= statement_timestamp() - :retention_millis * interval '1 millisecond'
  LIMIT 1000))
  AND (SELECT postrider.may_destroy(:fence, :identity))
