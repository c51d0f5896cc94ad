-- Where delivery stands. Touches relay_batch, event_outbox, dead_letter, relay_lease, relay_lease_until, outbox_origin,
-- relay_outage, relay_term, delivery_pause; bounded by the count of pending events.
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
  SELECT batch_no, done_at, row_count, total_rows FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
), recent AS (
  -- the first batch acknowledged in the last minutes: what came before it is in its total, so that none is counted
  SELECT batch_no, total_rows - row_count AS rows_before FROM postrider.relay_batch
  WHERE done_at >= statement_timestamp() - ? * interval '1 millisecond'
  ORDER BY done_at LIMIT 1
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
  told.owner, told.place, told.kind, told.code, told.reason, told.since, told.attempts, told.told_at,
  clock_timestamp() AS asked_at,
  d.batch_no, d.done_at, d.row_count,
  GREATEST(COALESCE(d.batch_no - r.batch_no + 1, 0), 0) AS recent_batches,
  GREATEST(COALESCE(d.total_rows - r.rows_before, 0), 0) AS recent_rows,
  (SELECT planned_at FROM postrider.relay_batch WHERE done_at IS NULL ORDER BY batch_no LIMIT 1) AS under_way_since,
  -- a term that was not given up ended with its lease
  (SELECT GREATEST(COALESCE(t.released_at, NULLIF(postrider.lease_until(), '-infinity')), d.done_at)
   FROM postrider.relay_term t WHERE NOT EXISTS (SELECT FROM lease) ORDER BY t.fence DESC LIMIT 1) AS no_relay_since,
  pg_is_in_recovery() AS is_standby,
  p.paused_at, p.paused_by, p.note
FROM (SELECT) one
LEFT JOIN postrider.relay_outage told ON true
LEFT JOIN last_done d ON true
LEFT JOIN recent r ON true
LEFT JOIN postrider.delivery_pause p ON p.resumed_at IS NULL
