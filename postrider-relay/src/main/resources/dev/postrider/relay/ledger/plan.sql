-- Writes a plan, if the fence still holds the lease under the identity of the database that the term began with, and the batch before
-- is there: connections are borrowed anew, and may lead to another server after a failover.
-- Returns the new snapshot, or no row when another relay took over, or another server, or a leaf is not in its place.
-- The share lock makes a taker wait for this transaction, so that it sees the plan. Touches relay_batch, relay_lease.
INSERT INTO postrider.relay_batch
  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, log_mark, shards)
SELECT :batch_no, l.fence, :seen_from::pg_snapshot, COALESCE(:seen_to::pg_snapshot, pg_current_snapshot()), :start_txid::xid8,
       :start_id, :row_limit, :byte_limit, :log_mark,
       :shards
FROM postrider.relay_lease l
WHERE l.name = 'relay' AND l.fence = :fence AND postrider.life() = :identity
  -- another table in a leaf's place would not be read
  AND postrider.leaf_out_of_place() IS NULL
  AND (:batch_no <= 1 OR EXISTS (SELECT FROM postrider.relay_batch before WHERE before.batch_no = :batch_no - 1))
FOR SHARE OF l
RETURNING snap_new::text
