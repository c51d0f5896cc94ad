-- Since when the first transactions wait whose events are committed and not delivered; no row if none waits. Of the first 20
-- in the order of their ids, and of those that began before the last plan and ended after it: whichever waits longest.
--
-- What an event says about its own time decides nothing; the application may have given it. A transaction could be seen when the
-- first plan was made whose snapshot sees it, and could not when the last one was made whose snapshot does not: in between it
-- became visible. Of the newest 200 plans: a search from the start would walk past all that an old snapshot keeps in the index.
-- Columns: its id; microseconds since it could be seen for certain, and since it could not yet, null where no plan tells, the
-- same where the server keeps the times of commits; the snapshot of this question.
-- Touches relay_batch, event_outbox; index look-ups only.
WITH RECURSIVE newest AS (
  SELECT batch_no, planned_at, done_at, snap_old, snap_new, start_txid, start_id, end_txid, end_id, exhausted
  FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 200
), undelivered AS (
  -- the first batch that is not acknowledged, or what comes after the last one that is
  (SELECT snap_old AS after_snapshot, start_txid AS after_txid, start_id AS after_id
   FROM newest WHERE done_at IS NULL ORDER BY batch_no LIMIT 1)
  UNION ALL
  (SELECT CASE WHEN exhausted THEN snap_new ELSE snap_old END,
          CASE WHEN exhausted THEN '0'::xid8 ELSE end_txid END,
          CASE WHEN exhausted THEN 0 ELSE end_id END
   FROM newest WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1)
  UNION ALL
  SELECT '3:3:'::pg_snapshot, '0'::xid8, 0
  LIMIT 1
), following AS (
  (SELECT e.txid, 1 AS place FROM postrider.event_outbox e
   WHERE e.txid >= (SELECT pg_snapshot_xmax(after_snapshot) FROM undelivered)
     AND (e.txid, e.id) > (SELECT after_txid, after_id FROM undelivered)
   ORDER BY e.txid, e.id LIMIT 1)
  UNION ALL
  SELECT e.txid, f.place + 1
  FROM following f, LATERAL (
    SELECT e.txid FROM postrider.event_outbox e WHERE e.txid > f.txid ORDER BY e.txid LIMIT 1) e
  WHERE f.place < 20
), waiting AS (
  SELECT txid FROM following
  UNION ALL
  SELECT e.txid
  FROM undelivered u, pg_snapshot_xip(u.after_snapshot) AS late (txid), LATERAL (
    SELECT e.txid FROM postrider.event_outbox e
    WHERE e.txid >= late.txid AND (e.txid, e.id) > (u.after_txid, u.after_id)
    ORDER BY e.txid, e.id LIMIT 1) e
  WHERE e.txid = late.txid
), since AS (
  SELECT w.txid, clock_timestamp() AS now,
         CASE WHEN current_setting('track_commit_timestamp') = 'on' THEN pg_xact_commit_timestamp(w.txid::xid) END AS committed,
         (SELECT min(planned_at) FROM newest WHERE pg_visible_in_snapshot(w.txid, snap_new)) AS seen,
         (SELECT max(planned_at) FROM newest WHERE NOT pg_visible_in_snapshot(w.txid, snap_new)) AS unseen
  FROM waiting w
)
SELECT txid::text,
       (extract(epoch FROM now - COALESCE(committed, seen)) * 1000000)::bigint,
       (extract(epoch FROM now - COALESCE(committed, unseen)) * 1000000)::bigint,
       pg_current_snapshot()::text
FROM since
