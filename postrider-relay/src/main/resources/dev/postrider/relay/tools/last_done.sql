-- The newest acknowledged batch. Touches relay_batch.
SELECT batch_no, snap_old::text, snap_new::text, start_txid::text, start_id, row_limit, byte_limit,
       end_txid::text, end_id, exhausted, total_rows, max_id
FROM postrider.relay_batch
WHERE done_at IS NOT NULL
ORDER BY batch_no DESC
LIMIT 1
