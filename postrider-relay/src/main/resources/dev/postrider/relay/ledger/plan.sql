-- Writes a plan, if the fence still holds the lease. Returns the new snapshot, or no row when another relay took over.
-- The share lock makes a taker wait for this transaction, so that it sees the plan. Touches relay_batch, relay_lease.
INSERT INTO postrider.relay_batch
  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)
SELECT ?, l.fence, ?::pg_snapshot, COALESCE(?::pg_snapshot, pg_current_snapshot()), ?::xid8, ?, ?, ?
FROM postrider.relay_lease l
WHERE l.name = 'relay' AND l.fence = ?
FOR SHARE OF l
RETURNING snap_new::text
