-- The ledger goes on from here: an empty batch whose snapshots see all that came before, and not what was put back.
-- Returns its number. Touches relay_batch.
INSERT INTO postrider.relay_batch
  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit,
   done_at, row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id)
SELECT COALESCE(last.batch_no, 0) + 1, ?, now.seen, now.seen, '0', 0, 1, 1,
       clock_timestamp(), 0, 0, 0, '0', 0, true, COALESCE(last.total_rows, 0), COALESCE(last.max_id, 0)
FROM (SELECT ?::pg_snapshot AS seen) now
LEFT JOIN (
  SELECT batch_no, total_rows, max_id FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1
) last ON true
RETURNING batch_no
