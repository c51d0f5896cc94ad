-- What the leaves' questions are asked against: what was delivered by now, what was delivered for the retention, and what for
-- the longest retention. Batches from before a restore or a promotion have the transaction ids of another history; for a relay that may
-- not destroy nothing counts as delivered. Touches relay_batch, outbox_origin, outbox_life, relay_replay, relay_lease;
-- index look-ups only.
WITH identity AS (
  SELECT COALESCE((SELECT first_batch_no FROM postrider.outbox_life ORDER BY life_no DESC LIMIT 1), 0) AS first_batch
), by_then AS (
  SELECT
    (SELECT CASE WHEN exhausted THEN snap_new ELSE snap_old END FROM postrider.relay_batch
     WHERE done_at IS NOT NULL AND batch_no >= first_batch
     ORDER BY batch_no DESC LIMIT 1) AS now,
    (SELECT CASE WHEN exhausted THEN snap_new ELSE snap_old END FROM postrider.relay_batch
     WHERE done_at <= statement_timestamp() - {retention_millis} * interval '1 millisecond' AND batch_no >= first_batch
     ORDER BY done_at DESC LIMIT 1) AS kept,
    (SELECT CASE WHEN exhausted THEN snap_new ELSE snap_old END FROM postrider.relay_batch
     WHERE done_at <= statement_timestamp() - {longest_millis} * interval '1 millisecond' AND batch_no >= first_batch
     ORDER BY done_at DESC LIMIT 1) AS overdue
  FROM identity
  WHERE postrider.may_destroy({fence}, '{identity}')
), delivered AS MATERIALIZED (
  SELECT d.*,
         ARRAY(SELECT pg_snapshot_xip(d.now)) AS now_open,
         ARRAY(SELECT pg_snapshot_xip(d.kept)) AS kept_open,
         ARRAY(SELECT pg_snapshot_xip(d.overdue)) AS overdue_open,
         -- someone is reading delivered events; what is no longer heard of for a while was given up
         EXISTS (SELECT FROM postrider.relay_replay
                 WHERE finished_at IS NULL AND updated_at > statement_timestamp() - interval '15 minutes') AS wanted
  FROM by_then d
)
