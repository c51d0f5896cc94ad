-- What the event log should hold, so that it can be compared without the events themselves; and deliveries made again.

-- What each batch delivered within each window of 65,536 consecutive event ids. Written with the batch's acknowledgement;
-- dead letters are left out.
CREATE TABLE postrider.relay_window (
  -- the event ids from id_window * 65536 on
  id_window  bigint      NOT NULL,
  batch_no   bigint      NOT NULL,
  -- how many events
  row_count  integer     NOT NULL CHECK (row_count >= 1),
  -- For each of event_type, event_date_time, environment, event_context, metadata_version, trace_parent eight bytes, the least
  -- significant first: the sum modulo 2^64 of xxHash64(event id, h), where h is the xxHash64 of a text and the value of a number
  -- or time (microseconds since 1970). The order of the rows does not matter.
  sums       bytea       NOT NULL CHECK (length(sums) = 48),
  -- which ids, by their low 16 bits: runs or a bitmap
  ids        bytea       NOT NULL,
  -- the events' own times: they bound what has to be read in the event log
  first_time timestamptz NOT NULL,
  last_time  timestamptz NOT NULL,
  PRIMARY KEY (id_window, batch_no)
);

-- A batch's windows: when the ledger forgets the batch, and when someone asks for it.
CREATE INDEX relay_window_batch_idx ON postrider.relay_window (batch_no);

COMMENT ON TABLE postrider.relay_window IS
  'What each batch delivered, by window of event ids: count, sums over every column, and which ids.';

-- Windows below were forgotten, or delivered before there were windows: they can't be compared.
ALTER TABLE postrider.outbox_origin ADD COLUMN first_window bigint NOT NULL DEFAULT 0;

UPDATE postrider.outbox_origin SET first_window = (max_id_acknowledged >> 16) + 1 WHERE max_id_acknowledged > 0;

-- Forgets the windows that only batches before the given one touch, from the lowest on; what remains is complete.
-- Returns how many rows went. For whoever deletes batches from the ledger.
CREATE FUNCTION postrider.forget_windows(first_kept_batch bigint) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  lowest_kept bigint;
  forgotten   bigint;
BEGIN
  SELECT min(w.id_window) INTO lowest_kept FROM postrider.relay_window w WHERE w.batch_no >= first_kept_batch;
  IF lowest_kept IS NULL THEN
    SELECT max(w.id_window) + 1 INTO lowest_kept FROM postrider.relay_window w;
  END IF;
  IF lowest_kept IS NULL THEN
    RETURN 0;
  END IF;
  DELETE FROM postrider.relay_window w WHERE w.id_window < lowest_kept;
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  UPDATE postrider.outbox_origin o SET first_window = lowest_kept WHERE forgotten > 0 AND o.first_window < lowest_kept;
  RETURN forgotten;
END
$$;

-- Deliveries made again on someone's order: a replay, or a repair of what a verification found missing.
CREATE TABLE postrider.relay_replay (
  replay_no    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         text        NOT NULL CHECK (kind IN ('replay', 'repair')),
  -- the table, with its database
  target       text        NOT NULL,
  criteria     json        NOT NULL,
  -- the last event looked at: all before it is done
  at_txid      xid8        NOT NULL DEFAULT '0',
  at_id        bigint      NOT NULL DEFAULT 0,
  -- events looked at that matched, of them sent, and of them found in the target
  matched_rows bigint      NOT NULL DEFAULT 0,
  sent_rows    bigint      NOT NULL DEFAULT 0,
  found_rows   bigint      NOT NULL DEFAULT 0,
  started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at  timestamptz
);

COMMENT ON TABLE postrider.relay_replay IS 'Deliveries made again on someone''s order, and how far they got.';

SELECT postrider.grant_roles();
