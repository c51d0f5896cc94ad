-- The batch that an event was in. Transaction ids of batches from before a restore or a promotion are of another history.
-- Touches relay_batch, by the batches' ends, and outbox_life.
SELECT r.batch_no
FROM postrider.relay_batch r
WHERE r.done_at IS NOT NULL
  AND r.batch_no >= (SELECT COALESCE(max(l.first_batch_no), 0) FROM postrider.outbox_life l)
  AND (r.end_txid, r.end_id) >= (:txid::xid8, :id::bigint)
  AND (r.start_txid, r.start_id) < (:txid::xid8, :id::bigint)
  AND pg_visible_in_snapshot(:txid::xid8, r.snap_new)
  AND NOT pg_visible_in_snapshot(:txid::xid8, r.snap_old)
ORDER BY r.end_txid, r.end_id
LIMIT 1
