-- Reports that are true: whether the ledger can be believed, the outage under way, and who ordered what.

-- Whoever may read the views below may ask, with no further right on the tables behind it.
ALTER FUNCTION postrider.ledger_misfit() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
GRANT EXECUTE ON FUNCTION postrider.ledger_misfit() TO PUBLIC;

-- One row: why the ledger tells nothing about the events beside it, or null; also where there are none yet. The relay halts for
-- the same reasons, until a rebase.
CREATE VIEW postrider.ledger_doubt AS
SELECT CASE WHEN (SELECT b.batch_no FROM postrider.relay_batch b ORDER BY b.batch_no DESC LIMIT 1) IS NOT NULL
                 OR EXISTS (SELECT FROM postrider.event_outbox)
            THEN postrider.ledger_misfit() || '; what was delivered is unknown: postrider rebase'
       END AS reason;

COMMENT ON VIEW postrider.ledger_doubt IS
  'One row: why the ledger can''t be believed about the events beside it; null if it can.';

-- One row per event still held, for people who look with SQL. The relay never reads it.
--
--   status        pending, processed, failed, or unknown where the ledger can't be believed (see ledger_doubt)
--   processed_at  when its batch was acknowledged; null while pending
--   batch_no      that batch; null while pending
--   reason        why the event log refused it, or why the status is unknown; null otherwise
--
-- What else there is to know stands with the view's earlier form (V10).
CREATE OR REPLACE VIEW postrider.event_status AS
SELECT p.id, p.event_type, p.event_date_time, p.environment, p.event_context, p.metadata_version, p.trace_parent,
       CASE WHEN d.txid = p.txid THEN 'failed'
            WHEN p.doubt IS NOT NULL THEN 'unknown'
            WHEN p.processed THEN 'processed'
            ELSE 'pending'
       END AS status,
       CASE WHEN p.processed AND p.doubt IS NULL THEN (
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
       CASE WHEN p.processed AND p.doubt IS NULL THEN (
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
       CASE WHEN d.txid = p.txid THEN d.reason ELSE p.doubt END AS reason
FROM (
  SELECT e.*,
         COALESCE(pg_visible_in_snapshot(e.txid, last.snap_old)
                  OR pg_visible_in_snapshot(e.txid, last.snap_new)
                     AND (last.exhausted OR (e.txid, e.id) <= (last.end_txid, last.end_id)), false) AS processed,
         (SELECT l.reason FROM postrider.ledger_doubt l) AS doubt
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

COMMENT ON VIEW postrider.event_status IS
  'One row per event still held: pending, processed, failed or unknown, with its batch. For people; the relay never reads it.';

-- The outage under way; no row while delivery works. Written by the active relay, or by one that can't become active, when an
-- outage begins, shows another face, or has lasted a minute more; taken away when delivery works again. So other processes can
-- tell why nothing is delivered, and since when.
CREATE TABLE postrider.relay_outage (
  one      boolean     PRIMARY KEY DEFAULT true CHECK (one),
  -- the relay that tells it
  owner    text        NOT NULL,
  -- PostgreSQL, ClickHouse or relay
  place    text        NOT NULL,
  -- unavailable, refused, unknown, halted, failed
  kind     text        NOT NULL,
  -- the database's error code, or empty
  code     text        NOT NULL,
  reason   text        NOT NULL,
  -- the first attempt that failed, by any relay
  since    timestamptz NOT NULL,
  attempts integer     NOT NULL,
  told_at  timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

COMMENT ON TABLE postrider.relay_outage IS
  'The outage under way, as a relay tells it; no row while delivery works.';

-- Who ordered it, and why; null where nobody said so.
ALTER TABLE postrider.relay_replay ADD COLUMN ordered_by text, ADD COLUMN note text;
ALTER TABLE postrider.outbox_life  ADD COLUMN ordered_by text, ADD COLUMN note text;

SELECT postrider.grant_roles();
