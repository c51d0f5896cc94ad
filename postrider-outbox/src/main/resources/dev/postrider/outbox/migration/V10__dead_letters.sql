-- Dead letters are decided about: sent once more, or given up. The letter stays, with the decision, until retention takes it.

ALTER TABLE postrider.dead_letter
  -- how often the sink refused it
  ADD COLUMN times        integer NOT NULL DEFAULT 1 CHECK (times >= 1),
  -- when the event went back to the outbox, under its own id and time; null again if it was refused again
  ADD COLUMN requeued_at  timestamptz,
  -- when somebody gave it up
  ADD COLUMN discarded_at timestamptz,
  -- who decided, and why
  ADD COLUMN decided_by   text,
  ADD COLUMN note         text,
  ADD CONSTRAINT dead_letter_decided_once CHECK (num_nonnulls(requeued_at, discarded_at) <= 1);

-- Pages of all letters, the newest first, and of those that nobody has decided about; their count reads the second alone.
CREATE INDEX dead_letter_failed_idx ON postrider.dead_letter (failed_at, event_id, event_date_time);
CREATE INDEX dead_letter_open_idx ON postrider.dead_letter (failed_at, event_id, event_date_time)
  WHERE requeued_at IS NULL AND discarded_at IS NULL;

-- One row per event still held, for people who look with SQL. The relay never reads it.
--
--   status        pending, processed or failed
--   processed_at  when its batch was acknowledged; null while pending
--   batch_no      that batch; null while pending
--   reason        why the event log refused it; null unless failed
--
-- An event that was refused is failed while its letter is open, or discarded. Once it is requeued, the row that was refused is
-- not shown any more: the event is the row that was put into the outbox instead, pending or processed like any other.
--
-- Whether an event is processed follows from the newest acknowledged batch alone: batches are acknowledged in order,
-- and each takes up where the one before it ended. Which batch it was in has to be looked up, but only if a query asks
-- for it: counting by status costs one pass over the outbox, however long the ledger is.
CREATE OR REPLACE VIEW postrider.event_status AS
SELECT p.id, p.event_type, p.event_date_time, p.environment, p.event_context, p.metadata_version, p.trace_parent,
       CASE WHEN d.txid = p.txid THEN 'failed'
            WHEN p.processed THEN 'processed'
            ELSE 'pending'
       END AS status,
       CASE WHEN p.processed THEN (
         SELECT r.done_at
         FROM postrider.relay_batch r
         WHERE r.done_at IS NOT NULL
           -- the transaction ids of earlier batches are of another cluster's history
           AND r.batch_no >= (SELECT COALESCE(max(l.first_batch_no), 0) FROM postrider.outbox_life l)
           AND (r.end_txid, r.end_id) >= (p.txid, p.id)
           AND (r.start_txid, r.start_id) < (p.txid, p.id)
           AND pg_visible_in_snapshot(p.txid, r.snap_new)
           AND NOT pg_visible_in_snapshot(p.txid, r.snap_old)
         ORDER BY r.end_txid, r.end_id
         LIMIT 1
       ) END AS processed_at,
       CASE WHEN p.processed THEN (
         SELECT r.batch_no
         FROM postrider.relay_batch r
         WHERE r.done_at IS NOT NULL
           -- the transaction ids of earlier batches are of another cluster's history
           AND r.batch_no >= (SELECT COALESCE(max(l.first_batch_no), 0) FROM postrider.outbox_life l)
           AND (r.end_txid, r.end_id) >= (p.txid, p.id)
           AND (r.start_txid, r.start_id) < (p.txid, p.id)
           AND pg_visible_in_snapshot(p.txid, r.snap_new)
           AND NOT pg_visible_in_snapshot(p.txid, r.snap_old)
         ORDER BY r.end_txid, r.end_id
         LIMIT 1
       ) END AS batch_no,
       CASE WHEN d.txid = p.txid THEN d.reason END AS reason
FROM (
  SELECT e.*,
         COALESCE(pg_visible_in_snapshot(e.txid, last.snap_old)
                  OR pg_visible_in_snapshot(e.txid, last.snap_new)
                     AND (last.exhausted OR (e.txid, e.id) <= (last.end_txid, last.end_id)), false) AS processed
  FROM postrider.event_outbox e
  LEFT JOIN (
    SELECT snap_old, snap_new, exhausted, end_txid, end_id
    FROM postrider.relay_batch
    WHERE done_at IS NOT NULL
    ORDER BY batch_no DESC
    LIMIT 1
  ) last ON true
) p
LEFT JOIN postrider.dead_letter d ON d.event_id = p.id AND d.event_date_time = p.event_date_time
WHERE (
  -- the row that was refused and requeued
  d.txid = p.txid AND d.requeued_at IS NOT NULL
  -- one that was refused before it was requeued and refused again
  OR d.txid > p.txid AND d.times > 1
) IS NOT TRUE;

SELECT postrider.grant_roles();
