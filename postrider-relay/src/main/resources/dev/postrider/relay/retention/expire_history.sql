-- Forgets what was told of delivery longer ago than the retention, a thousand entries at the most. None if the relay may not destroy any
-- more. Touches delivery_history, relay_lease, outbox_origin, relay_batch.
DELETE FROM postrider.delivery_history
WHERE told_at = ANY (ARRAY(
  SELECT told_at FROM postrider.delivery_history
  WHERE told_at <= statement_timestamp() - :retention_millis * interval '1 millisecond'
  ORDER BY told_at
  LIMIT 1000))
  AND (SELECT postrider.may_destroy(:fence, :identity))
