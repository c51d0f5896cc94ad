-- The batches that are planned and not acknowledged. Touches relay_batch, by the index of those.
SELECT batch_no, fence, snap_old::text, snap_new::text, start_txid::text, start_id, row_limit, byte_limit,
       planned_at, done_at, COALESCE(row_count, 0), dead_count, encode(token, 'hex'), COALESCE(attempts, 0), end_txid::text, end_id
FROM postrider.relay_batch
WHERE done_at IS NULL
ORDER BY batch_no
