-- Behind what events are not delivered: the first batch that is not acknowledged, or what comes after the last one that is.
-- Touches relay_batch, outbox_life.
WITH first_of AS (
  SELECT COALESCE((SELECT first_batch_no FROM postrider.outbox_life ORDER BY life_no DESC LIMIT 1), 0) AS first_batch
), behind AS (
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
), undelivered AS MATERIALIZED (
  SELECT behind.*, first_batch, ARRAY(SELECT pg_snapshot_xip(after_snapshot)) AS still_open FROM behind, first_of
)
