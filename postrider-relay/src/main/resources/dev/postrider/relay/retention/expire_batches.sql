-- Forgets the oldest batches that are older than the retention, a thousand at the most. Kept are the newest one that is done,
-- those that are not done, those that hold events still in the outbox, and whatever comes after one of these.
-- None if the relay may not destroy any more. Returns how many went, and the highest.
-- Touches relay_batch, relay_attempt, event_outbox, outbox_life, relay_lease, outbox_origin; by indexes only.
WITH first_young AS (
  SELECT LEAST(
    (SELECT batch_no FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1),
    (SELECT batch_no FROM postrider.relay_batch WHERE done_at IS NULL ORDER BY batch_no LIMIT 1),
    (SELECT batch_no FROM postrider.relay_batch
     WHERE done_at > statement_timestamp() - :retention_millis * interval '1 millisecond' ORDER BY done_at LIMIT 1)) AS batch_no
), oldest_event AS (
  SELECT (SELECT e.txid FROM postrider.event_outbox e ORDER BY e.txid LIMIT 1) AS txid
), identity AS (
  SELECT COALESCE((SELECT first_batch_no FROM postrider.outbox_life ORDER BY life_no DESC LIMIT 1), 0) AS first_batch
), candidates AS (
  SELECT b.batch_no, b.snap_new FROM postrider.relay_batch b
  WHERE b.batch_no < (SELECT batch_no FROM first_young)
  ORDER BY b.batch_no
  LIMIT 1000
), gone AS (
  DELETE FROM postrider.relay_batch b
  USING candidates c, oldest_event o, identity i
  WHERE b.batch_no = c.batch_no
    AND (o.txid IS NULL OR pg_snapshot_xmax(c.snap_new) <= o.txid OR c.batch_no < i.first_batch)
    AND (SELECT postrider.may_destroy(:fence, :identity))
  RETURNING b.batch_no
), attempts AS (
  DELETE FROM postrider.relay_attempt a USING gone WHERE a.batch_no = gone.batch_no
)
SELECT count(*), COALESCE(max(batch_no), 0) FROM gone
