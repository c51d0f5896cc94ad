-- Age in microseconds of the oldest event that is committed and not delivered; 0 if none waits.
--
-- A batch that is planned is as old as its plan. An event that is not planned yet was not visible when the newest batch was
-- planned: an event_date_time before that was given by the application and says nothing about waiting.
-- Touches relay_batch, event_outbox; index look-ups only.
WITH newest AS (
  SELECT * FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1
), unplanned AS (
  SELECT min(event_date_time) AS oldest FROM (
    (SELECT e.event_date_time FROM postrider.event_outbox e
     WHERE e.txid >= COALESCE((SELECT pg_snapshot_xmax(snap_new) FROM newest), '0'::xid8)
     ORDER BY e.txid LIMIT 1)
    UNION ALL
    (SELECT e.event_date_time
     FROM newest, pg_snapshot_xip(snap_new) AS late (txid), LATERAL (
       SELECT e.txid, e.event_date_time FROM postrider.event_outbox e
       WHERE e.txid >= late.txid ORDER BY e.txid LIMIT 1) e
     WHERE e.txid = late.txid)
  ) first
), since AS (
  SELECT COALESCE(
    -- of the newest hundred, many more than are ever under way: a search from the start would walk past what all batches have
    -- left in the index since the oldest snapshot that is held
    (SELECT b.planned_at FROM postrider.relay_batch b, newest n
     WHERE b.done_at IS NULL AND b.batch_no > n.batch_no - 100 ORDER BY b.batch_no LIMIT 1),
    (SELECT planned_at FROM newest WHERE NOT exhausted),
    (SELECT GREATEST(u.oldest, n.planned_at) FROM unplanned u LEFT JOIN newest n ON true WHERE u.oldest IS NOT NULL)
  ) AS at
)
SELECT COALESCE(GREATEST(0, extract(epoch FROM clock_timestamp() - at) * 1000000), 0)::bigint FROM since
