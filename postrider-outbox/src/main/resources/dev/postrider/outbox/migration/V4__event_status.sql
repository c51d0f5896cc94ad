-- One row per event still held, for people who look with SQL. The relay never reads it.
--
--   status        pending, processed or failed
--   processed_at  when its batch was acknowledged; null while pending
--   batch_no      that batch; null while pending
--   reason        why the event log refused it; null unless failed
--
-- Whether an event is processed follows from the newest acknowledged batch alone: batches are acknowledged in order,
-- and each takes up where the one before it ended. Which batch it was in has to be looked up, but only if a query asks
-- for it: counting by status costs one pass over the outbox, however long the ledger is.
CREATE VIEW postrider.event_status AS
SELECT p.id, p.event_type, p.event_date_time, p.environment, p.event_context, p.metadata_version, p.trace_parent,
       CASE WHEN d.event_id IS NOT NULL THEN 'failed'
            WHEN p.processed THEN 'processed'
            ELSE 'pending'
       END AS status,
       CASE WHEN p.processed THEN (
         SELECT r.done_at
         FROM postrider.relay_batch r
         WHERE r.done_at IS NOT NULL
           AND (r.end_txid, r.end_id) >= (p.txid, p.id)
           AND (r.start_txid, r.start_id) < (p.txid, p.id)
           AND pg_visible_in_snapshot(p.txid, r.snap_new)
           AND NOT pg_visible_in_snapshot(p.txid, r.snap_old)
         ORDER BY r.end_txid, r.end_id
         LIMIT 1
       ) END AS processed_at,
       CASE WHEN p.processed THEN (
         SELECT r.batch_no
         FROM postrider.relay_batch r
         WHERE r.done_at IS NOT NULL
           AND (r.end_txid, r.end_id) >= (p.txid, p.id)
           AND (r.start_txid, r.start_id) < (p.txid, p.id)
           AND pg_visible_in_snapshot(p.txid, r.snap_new)
           AND NOT pg_visible_in_snapshot(p.txid, r.snap_old)
         ORDER BY r.end_txid, r.end_id
         LIMIT 1
       ) END AS batch_no,
       d.reason
FROM (
  SELECT e.*,
         COALESCE(pg_visible_in_snapshot(e.txid, last.snap_old)
                  OR pg_visible_in_snapshot(e.txid, last.snap_new)
                     AND (last.exhausted OR (e.txid, e.id) <= (last.end_txid, last.end_id)), false) AS processed
  FROM postrider.event_outbox e
  LEFT JOIN (
    SELECT snap_old, snap_new, exhausted, end_txid, end_id
    FROM postrider.relay_batch
    WHERE done_at IS NOT NULL
    ORDER BY batch_no DESC
    LIMIT 1
  ) last ON true
) p
LEFT JOIN postrider.dead_letter d ON d.event_id = p.id AND d.event_date_time = p.event_date_time;

COMMENT ON VIEW postrider.event_status IS
  'One row per event still held: pending, processed or failed, with its batch. For people; the relay never reads it.';

-- Serves the two look-ups: an event's batch is, but for events of long transactions, the first that ends at or behind it.
CREATE INDEX relay_batch_end_idx ON postrider.relay_batch (end_txid, end_id) WHERE done_at IS NOT NULL;
