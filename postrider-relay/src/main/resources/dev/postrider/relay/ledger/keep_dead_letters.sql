-- Copies refused events from the outbox to the dead letters, whole. Touches dead_letter, event_outbox (by its index).
INSERT INTO postrider.dead_letter
  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, trace_parent,
   batch_no, shard, reason_code, reason)
SELECT e.id, e.txid, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent,
       :batch_no, NULLIF(refused.shard, 0), refused.code, refused.reason
FROM unnest(:txids::text[], :ids::bigint[], :shards::smallint[], :codes::integer[], :reasons::text[])
  AS refused (txid, id, shard, code, reason)
JOIN postrider.event_outbox e ON e.txid = refused.txid::xid8 AND e.id = refused.id
-- refused again after it was requeued
ON CONFLICT (event_id, event_date_time) DO UPDATE
SET txid = EXCLUDED.txid, batch_no = EXCLUDED.batch_no, shard = EXCLUDED.shard, reason_code = EXCLUDED.reason_code, reason = EXCLUDED.reason,
    failed_at = EXCLUDED.failed_at, times = dead_letter.times + 1, requeued_at = NULL,
    decided_by = CASE WHEN dead_letter.discarded_at IS NOT NULL THEN dead_letter.decided_by END
