-- One row per event still held, for people who look with SQL. The relay never reads it.
--
-- An event is processed when an acknowledged batch covers its position: a batch covers what snap_new sees and snap_old
-- does not, after its start and up to its end.
CREATE VIEW postrider.event_status AS
SELECT e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent,
       CASE WHEN d.event_id IS NOT NULL THEN 'failed'
            WHEN b.batch_no IS NOT NULL THEN 'processed'
            ELSE 'pending'
       END AS status,
       b.done_at AS processed_at,
       b.batch_no,
       d.reason
FROM postrider.event_outbox e
LEFT JOIN LATERAL (
  SELECT r.batch_no, r.done_at
  FROM postrider.relay_batch r
  WHERE r.done_at IS NOT NULL
    AND (e.txid, e.id) > (r.start_txid, r.start_id)
    AND (e.txid, e.id) <= (r.end_txid, r.end_id)
    AND pg_visible_in_snapshot(e.txid, r.snap_new)
    AND NOT pg_visible_in_snapshot(e.txid, r.snap_old)
  LIMIT 1
) b ON true
LEFT JOIN postrider.dead_letter d ON d.event_id = e.id AND d.event_date_time = e.event_date_time;
