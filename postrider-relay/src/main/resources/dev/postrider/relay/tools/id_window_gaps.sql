-- Batches whose events may be in the event log although no window tells: those under way, and those of a relay that wrote no
-- windows. Touches relay_batch, relay_window, outbox_origin; reads the whole ledger.
SELECT batch_no, fence, snap_old::text, snap_new::text, start_txid::text, start_id, row_limit, byte_limit,
       planned_at, done_at, COALESCE(row_count, 0), dead_count, encode(token, 'hex'), COALESCE(attempts, 0), end_txid::text, end_id
FROM postrider.relay_batch b
WHERE b.done_at IS NULL
   OR b.row_count > b.dead_count
      AND b.max_id >= (SELECT first_window * {window_ids} FROM postrider.outbox_origin)
      AND NOT EXISTS (SELECT FROM postrider.relay_window w WHERE w.batch_no = b.batch_no)
ORDER BY batch_no
