-- The batches that are planned and not acknowledged, in order. What the event log was then is told only where the server has been up
-- since: a server that was restarted may have been given back an earlier state, in which it is not known what became of the batch.
-- Touches relay_batch.
SELECT batch_no, snap_old::text, snap_new::text, start_txid::text, start_id, row_limit, byte_limit,
       (extract(epoch FROM clock_timestamp() - planned_at) * 1000000)::bigint,
       COALESCE(split_parts, '{}'), CASE WHEN planned_at > pg_postmaster_start_time() THEN COALESCE(log_mark, '') ELSE '' END,
       shards
FROM postrider.relay_batch
WHERE done_at IS NULL
ORDER BY batch_no
