-- Whoever published an event may ask what became of it: a writer too, which may not read the outbox and the ledger.
--
-- Older relays: go on. They neither ask nor are asked.

-- The letters of a batch, counted to tell whether all are still there.
CREATE INDEX dead_letter_batch_idx ON postrider.dead_letter (batch_no);

-- What became of some events, of which each is named by what its publisher knows: the id, the transaction, the time, and the identity
-- of the database then (life()). A row for each, with its place from 1. Everything is seen in one snapshot. Never says "delivered"
-- of an event that is not in an acknowledged batch, or that was refused.
--
--   state         open         its transaction has not ended, as far as can be seen
--                 rolled_back  its transaction was rolled back
--                 absent       its transaction was committed, and the event is neither there nor delivered: rolled back to a savepoint
--                              if a second look says so too. A leaf may be emptied between a statement's snapshot and its first read.
--                 waiting      committed, and in no acknowledged batch
--                 delivered    in an acknowledged batch, and not refused
--                 dead_letter  refused; nobody has decided, or it was given up
--                 requeued     refused, and put back into the outbox by another transaction, which is not followed
--                 gone         its transaction was committed and its place is delivered, but the outbox retains no such event: delivered
--                              and emptied, or rolled back to a savepoint
--                 unknown      nobody can tell; the reason says why
--   outbox        the outbox's name, part of an event's identity in the event log
--   batch_no      delivered: its batch
--   delivered_at  delivered: when the batch was acknowledged
--   committed_at  delivered: when its transaction was committed; null unless the server keeps that (track_commit_timestamp)
--   code          dead_letter, requeued: ClickHouse's error code
--   reason        of a dead letter, told to who knows the event's time; of unknown and gone; of an outage under way, while waiting
--   since         waiting: since when that outage lasts
--
-- With the rights of the schema's owner. Refused in the transaction that published one of the events, where it would be open for ever.
CREATE FUNCTION postrider.event_deliveries(
  event_ids bigint[], transaction_ids xid8[], event_times timestamptz[], identities text[]
) RETURNS TABLE (
  place bigint, state text, outbox text, batch_no bigint, delivered_at timestamptz, committed_at timestamptz, code integer,
  reason text, since timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET row_security = off
AS $$
#variable_conflict use_column
BEGIN
  IF pg_current_xact_id_if_assigned() = ANY (transaction_ids) THEN
    RAISE EXCEPTION USING ERRCODE = 'PR004',
      MESSAGE = 'the transaction that published the event is still open, and it is this one: nothing can be delivered before it is committed',
      HINT = 'Commit first, and ask after it.';
  END IF;
  RETURN QUERY
  WITH here AS MATERIALIZED (
    SELECT pg_current_snapshot() AS seen, postrider.life() AS identity, o.outbox,
           o.system_identifier || '/' || o.timeline AS ledger_identity,
           (SELECT l.reason FROM postrider.ledger_doubt l) AS doubt,
           -- the transaction ids of earlier batches are of another history
           (SELECT COALESCE(max(l.first_batch_no), 0) FROM postrider.outbox_life l) AS first_batch_no,
           current_setting('track_commit_timestamp') = 'on' AS keeps_commit_times
    FROM postrider.outbox_origin o
  ), last AS MATERIALIZED (
    SELECT b.snap_old, b.snap_new, b.exhausted, b.end_txid, b.end_id
    FROM postrider.relay_batch b WHERE b.done_at IS NOT NULL ORDER BY b.batch_no DESC LIMIT 1
  ), asked AS MATERIALIZED (
    SELECT w.place, w.event_id, w.txid, w.event_time, h.*,
           w.identity IS NOT NULL AND w.identity <> h.identity AS is_elsewhere,
           pg_visible_in_snapshot(w.txid, h.seen) AS has_ended,
           -- a ledger that no relay has looked at since a promotion may speak of transactions that are lost
           COALESCE(h.doubt IS NULL AND h.identity = h.ledger_identity
             AND (pg_visible_in_snapshot(w.txid, last.snap_old)
                  OR pg_visible_in_snapshot(w.txid, last.snap_new)
                     AND (last.exhausted OR (w.txid, w.event_id) <= (last.end_txid, last.end_id))), false) AS is_behind
    FROM unnest(event_ids, transaction_ids, event_times, identities)
           WITH ORDINALITY AS w (event_id, txid, event_time, identity, place)
    CROSS JOIN here h
    LEFT JOIN last ON true
  ), found AS (
    SELECT a.*, e.event_date_time IS NOT NULL AS is_there, b.batch_no, b.done_at,
           b.dead_count = 0 OR b.dead_count = (
             SELECT count(*) FROM postrider.dead_letter l WHERE l.batch_no = b.batch_no) AS has_all_letters,
           d.txid IS NOT NULL AS is_dead, d.requeued_at IS NOT NULL AS is_requeued, d.reason_code, d.reason AS refusal,
           CASE WHEN e.event_date_time IS NULL AND a.has_ended THEN pg_xact_status(a.txid) END AS status
    FROM asked a
    LEFT JOIN LATERAL (
      SELECT o.event_date_time
      FROM postrider.event_outbox o
      WHERE o.txid = a.txid AND o.id = a.event_id
        -- says the leaf
        AND ((o.txid::text)::bigint >> 16) & 7 = ((a.txid::text)::bigint >> 16) & 7
        AND (a.event_time IS NULL OR o.event_date_time = a.event_time)
      LIMIT 1
    ) e ON true
    LEFT JOIN LATERAL (
      SELECT l.txid, l.requeued_at, l.reason_code, l.reason
      FROM postrider.dead_letter l
      -- an earlier one is of the row that was put back into the outbox as this one
      WHERE l.event_id = a.event_id AND l.txid >= a.txid
        AND (l.event_date_time = a.event_time OR a.event_time IS NULL AND l.txid = a.txid)
      LIMIT 1
    ) d ON true
    LEFT JOIN LATERAL (
      SELECT r.batch_no, r.done_at, r.dead_count
      FROM postrider.relay_batch r
      WHERE a.is_behind AND r.done_at IS NOT NULL AND r.batch_no >= a.first_batch_no
        AND (r.end_txid, r.end_id) >= (a.txid, a.event_id)
        AND (r.start_txid, r.start_id) < (a.txid, a.event_id)
        AND pg_visible_in_snapshot(a.txid, r.snap_new)
        AND NOT pg_visible_in_snapshot(a.txid, r.snap_old)
      ORDER BY r.end_txid, r.end_id
      LIMIT 1
    ) b ON true
  ), judged AS (
    SELECT f.*,
           CASE WHEN f.is_dead THEN CASE WHEN f.is_requeued THEN 'requeued' ELSE 'dead_letter' END
                WHEN f.doubt IS NOT NULL THEN 'unknown'
                WHEN f.is_there THEN CASE WHEN NOT f.is_behind THEN 'waiting' WHEN f.has_all_letters THEN 'delivered' ELSE 'unknown' END
                WHEN f.is_elsewhere THEN 'unknown'
                WHEN NOT f.has_ended OR f.status = 'in progress' THEN 'open'
                WHEN f.status = 'aborted' THEN 'rolled_back'
                WHEN f.status IS NULL THEN 'unknown'
                WHEN f.is_behind THEN 'gone'
                ELSE 'absent'
           END AS state
    FROM found f
  )
  SELECT j.place, j.state, j.outbox,
         CASE WHEN j.state = 'delivered' THEN j.batch_no END,
         CASE WHEN j.state = 'delivered' THEN j.done_at END,
         CASE WHEN j.state = 'delivered' AND j.keeps_commit_times THEN pg_xact_commit_timestamp(j.txid::xid) END,
         j.reason_code,
         CASE WHEN j.is_dead THEN CASE WHEN j.event_time IS NOT NULL THEN j.refusal END
              WHEN j.state = 'gone' THEN 'the outbox does not retain it any more: it was delivered and its leaf emptied, or it was rolled back to a savepoint'
              WHEN j.state = 'waiting' THEN (SELECT t.place || ': ' || t.reason FROM postrider.relay_outage t)
              WHEN j.state <> 'unknown' THEN NULL
              WHEN j.doubt IS NOT NULL THEN j.doubt
              WHEN j.is_there AND j.batch_no IS NULL THEN 'the ledger has forgotten its batch, and so whether it was refused'
              WHEN j.is_there THEN format('of the events that batch %s delivered some were refused, whose dead letters are gone', j.batch_no)
              WHEN j.is_elsewhere THEN format('it was published under another identity of the database than %s, as before a promotion or a restore, and is not in this one', j.identity)
              ELSE 'its transaction is so old that PostgreSQL has forgotten whether it was committed'
         END,
         CASE WHEN j.state = 'waiting' THEN (SELECT t.since FROM postrider.relay_outage t) END
  FROM judged j;
END
$$;

COMMENT ON FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) IS
  'What became of some events, for those who published them. A row for each, with its place from 1.';

-- What became of one event, at this moment: for SQL. Its transaction is pg_current_xact_id() where it was published. The reason of a dead
-- letter is told to who names the event's time.
CREATE FUNCTION postrider.event_delivery(event_id bigint, transaction_id xid8, event_time timestamptz DEFAULT NULL)
RETURNS TABLE (state text, batch_no bigint, delivered_at timestamptz, code integer, reason text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT d.state, d.batch_no, d.delivered_at, d.code, d.reason
  FROM postrider.event_deliveries(ARRAY[event_id], ARRAY[transaction_id], ARRAY[event_time], ARRAY[NULL::text]) d
$$;

COMMENT ON FUNCTION postrider.event_delivery(bigint, xid8, timestamptz) IS
  'What became of an event at this moment: open, rolled_back, absent, waiting, delivered, dead_letter, requeued, gone or unknown. It says nothing of replicas.';

-- As before (V21), and whoever uses the schema may ask what became of an event.
CREATE OR REPLACE FUNCTION postrider.grant_roles() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  writer CONSTANT text := (SELECT r.name FROM postrider.role_name r WHERE r.duty = 'writer' AND to_regrole(quote_ident(r.name)) IS NOT NULL);
  relay  CONSTANT text := (SELECT r.name FROM postrider.role_name r WHERE r.duty = 'relay' AND to_regrole(quote_ident(r.name)) IS NOT NULL);
  reader CONSTANT text := (SELECT r.name FROM postrider.role_name r WHERE r.duty = 'reader' AND to_regrole(quote_ident(r.name)) IS NOT NULL);
  schema CONSTANT oid := 'postrider'::regnamespace;
  grantee text;
  item    record;
BEGIN
  FOR item IN
    SELECT p.oid::regprocedure AS signature FROM pg_proc p
    WHERE p.pronamespace = schema AND p.prokind = 'f' AND p.proname <> 'publish'
      AND 'search_path=pg_catalog, pg_temp' <> ALL (COALESCE(p.proconfig, '{}'))
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', item.signature);
  END LOOP;

  -- Whoever uses the schema: the version that it has, how roles are called, the limits of an event (types, and functions that
  -- have the caller's rights and so give none).
  FOREACH grantee IN ARRAY ARRAY[writer, relay, reader] LOOP
    CONTINUE WHEN grantee IS NULL;
    EXECUTE format('GRANT USAGE ON SCHEMA postrider TO %I', grantee);
    EXECUTE format('GRANT SELECT ON postrider.role_name TO %I', grantee);
    IF to_regclass('postrider.schema_history') IS NOT NULL THEN
      EXECUTE format('GRANT SELECT ON postrider.schema_history TO %I', grantee);
    END IF;
    FOR item IN SELECT p.oid::regprocedure AS signature FROM pg_proc p
                WHERE p.pronamespace = schema AND NOT p.prosecdef AND p.proname NOT IN ('grant_roles', 'name_roles')
    LOOP
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', item.signature, grantee);
    END LOOP;
    FOR item IN SELECT t.typname FROM pg_type t WHERE t.typnamespace = schema AND t.typtype = 'd' LOOP
      EXECUTE format('GRANT USAGE ON TYPE postrider.%I TO %I', item.typname, grantee);
    END LOOP;
    EXECUTE format(
      'GRANT EXECUTE ON FUNCTION postrider.publishing_refusal(), postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) TO %I',
      grantee);
  END LOOP;

  IF writer IS NOT NULL THEN
    -- not id and txid: a writer must not choose its place in the order
    EXECUTE format(
      'GRANT INSERT (event_type, event_date_time, environment, event_context, metadata_version, trace_parent), SELECT (id)'
      ' ON postrider.event_outbox TO %I', writer);
  END IF;

  -- What is not an event belongs to the relay's books.
  FOR item IN
    SELECT c.relname AS name, c.relkind AS kind
    FROM pg_class c
    WHERE c.relnamespace = schema AND c.relkind IN ('r', 'p', 'v') AND c.relname NOT IN ('schema_history', 'role_name')
  LOOP
    IF relay IS NOT NULL THEN
      EXECUTE format('GRANT %s ON postrider.%I TO %I',
        CASE WHEN item.kind = 'v' THEN 'SELECT'
             -- INSERT: a dead letter that is requeued goes back to the outbox; never UPDATE or DELETE
             WHEN starts_with(item.name, 'event_outbox') THEN 'SELECT, INSERT, TRUNCATE'
             ELSE 'SELECT, INSERT, UPDATE, DELETE' END,
        item.name, relay);
    END IF;
    IF reader IS NOT NULL THEN
      EXECUTE format('GRANT SELECT ON postrider.%I TO %I', item.name, reader);
    END IF;
  END LOOP;

  -- UPDATE: ids move on past those that the event log holds after a failover that lost commits; heartbeats and signs of life
  FOR item IN
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = schema AND c.relkind = 'S' AND (c.relname = 'event_outbox_id_seq' OR starts_with(c.relname, 'relay_'))
  LOOP
    IF relay IS NOT NULL THEN
      EXECUTE format('GRANT SELECT, UPDATE ON SEQUENCE postrider.%I TO %I', item.name, relay);
    END IF;
    -- who is active, and who is alive
    IF reader IS NOT NULL AND starts_with(item.name, 'relay_') THEN
      EXECUTE format('GRANT SELECT ON SEQUENCE postrider.%I TO %I', item.name, reader);
    END IF;
  END LOOP;

  IF relay IS NOT NULL THEN
    -- with the rights of the schema's owner: enabling a trigger needs them
    EXECUTE format(
      'GRANT EXECUTE ON FUNCTION postrider.arm_publishing_gate(boolean), postrider.block_publishing(text),'
      ' postrider.allow_publishing(interval) TO %I', relay);
  END IF;
END
$$;

SELECT postrider.grant_roles();
