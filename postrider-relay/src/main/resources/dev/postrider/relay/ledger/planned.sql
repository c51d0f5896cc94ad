-- The batches that are planned and not acknowledged, in order. Touches relay_batch.
SELECT batch_no, snap_old::text, snap_new::text, start_txid::text, start_id, row_limit, byte_limit,
       (extract(epoch FROM clock_timestamp() - planned_at) * 1000000)::bigint,
       COALESCE(split_parts, '{}')
FROM postrider.relay_batch
WHERE done_at IS NULL
ORDER BY batch_no
