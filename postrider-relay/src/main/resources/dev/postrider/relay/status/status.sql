-- Where delivery stands. Touches relay_batch, event_outbox, dead_letter, relay_lease, relay_lease_until, outbox_origin,
-- relay_outage; bounded by the count of pending events.
WITH undelivered AS (
  -- the first batch that is not acknowledged, or what comes after the last one that is
  (SELECT snap_old AS after_snapshot, start_txid AS after_txid, start_id AS after_id
   FROM postrider.relay_batch WHERE done_at IS NULL ORDER BY batch_no LIMIT 1)
  UNION ALL
  (SELECT CASE WHEN exhausted THEN snap_new ELSE snap_old END,
          CASE WHEN exhausted THEN '0'::xid8 ELSE end_txid END,
          CASE WHEN exhausted THEN 0 ELSE end_id END
   FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1)
  UNION ALL
  SELECT '3:3:'::pg_snapshot, '0'::xid8, 0
  LIMIT 1
), last_done AS (
  SELECT total_rows FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
), lease AS (
  SELECT owner, fence FROM postrider.relay_lease WHERE name = 'relay' AND postrider.lease_until() >= clock_timestamp()
)
SELECT
  (SELECT count(*) FROM (
     (SELECT FROM postrider.event_outbox e
      WHERE e.txid >= (SELECT pg_snapshot_xmax(after_snapshot) FROM undelivered)
        AND (e.txid, e.id) > (SELECT after_txid, after_id FROM undelivered)
      ORDER BY e.txid, e.id
      LIMIT ?)
     UNION ALL
     (SELECT FROM postrider.event_outbox e
      WHERE e.txid = ANY (ARRAY(SELECT pg_snapshot_xip(after_snapshot) FROM undelivered))
        AND (e.txid, e.id) > (SELECT after_txid, after_id FROM undelivered)
      LIMIT ?)) counted) AS pending,
  COALESCE((SELECT total_rows FROM last_done), 0) AS processed,
  (SELECT count(*) FROM postrider.dead_letter WHERE requeued_at IS NULL AND discarded_at IS NULL) AS failed,
  (SELECT owner FROM lease) AS owner,
  (SELECT fence FROM lease) AS fence,
  (SELECT reason FROM postrider.ledger_doubt) AS doubt,
  told.owner, told.place, told.kind, told.code, told.reason, told.since, told.attempts, told.told_at
FROM (SELECT) one LEFT JOIN postrider.relay_outage told ON true
