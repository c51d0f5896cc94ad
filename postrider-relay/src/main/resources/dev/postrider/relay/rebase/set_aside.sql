-- Copies what is kept. Touches event_outbox, relay_batch, outbox_origin.
CREATE TEMPORARY TABLE postrider_kept ON COMMIT DROP AS
SELECT e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent
FROM postrider.outbox_origin o
CROSS JOIN postrider.event_outbox_id_seq s
LEFT JOIN (
  SELECT snap_old, snap_new, exhausted, end_txid, end_id
  FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
) last ON true
JOIN postrider.event_outbox e ON true
WHERE {pending}
