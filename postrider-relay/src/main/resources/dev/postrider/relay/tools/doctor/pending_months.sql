-- Over how many months the events are spread that the next batch may hold. Touches relay_batch, event_outbox, by its index.
SELECT count(DISTINCT date_trunc('month', event_date_time AT TIME ZONE 'UTC')), count(*)
FROM (
  SELECT event_date_time FROM postrider.event_outbox
  WHERE txid >= COALESCE(
    (SELECT pg_snapshot_xmax(snap_old) FROM postrider.relay_batch WHERE done_at IS NULL ORDER BY batch_no LIMIT 1),
    (SELECT pg_snapshot_xmax(CASE WHEN exhausted THEN snap_new ELSE snap_old END)
     FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1),
    '0'::xid8)
  ORDER BY txid LIMIT 10000
) pending
