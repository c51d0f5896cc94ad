-- The relay's books: which batches were planned and what became of them, and which relay is active.

-- One row per batch, written before the batch is sent and completed after. The newest row is the cursor.
CREATE TABLE postrider.relay_batch (
  batch_no    bigint      PRIMARY KEY,
  -- the lease's term under which the batch may be acknowledged
  fence       bigint      NOT NULL,

  -- The plan. The batch holds the events that snap_new sees and snap_old does not, in the order (txid, id),
  -- from the start position (exclusive) on, up to row_limit events or byte_limit bytes, whichever is first
  -- (one event at least). Frozen: nothing below changes once it is written.
  snap_old    pg_snapshot NOT NULL,
  snap_new    pg_snapshot NOT NULL,
  start_txid  xid8        NOT NULL,
  start_id    bigint      NOT NULL,
  row_limit   integer     NOT NULL CHECK (row_limit >= 1),
  byte_limit  bigint      NOT NULL CHECK (byte_limit >= 1),
  planned_at  timestamptz NOT NULL DEFAULT clock_timestamp(),

  -- The outcome, null until the batch is acknowledged.
  done_at     timestamptz,
  row_count   integer,
  byte_count  bigint,
  -- SHA-256 of the batch's rows as read from PostgreSQL; null for an empty batch, which is not sent
  token       bytea CHECK (length(token) = 32),
  attempts    integer,
  -- where the batch ended, and whether it reached the end of the difference of the two snapshots
  end_txid    xid8,
  end_id      bigint,
  exhausted   boolean,
  -- running figures over all batches up to this one, so that nobody has to count
  total_rows  bigint,
  max_id      bigint,

  CHECK (num_nulls(done_at, row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id) IN (0, 9)),
  CHECK (token IS NULL OR done_at IS NOT NULL)
);

COMMENT ON TABLE postrider.relay_batch IS
  'The ledger: one row per batch, written before sending and completed after. Its newest row is the cursor.';

-- The few batches that are planned and not yet acknowledged.
CREATE INDEX relay_batch_planned_idx ON postrider.relay_batch (batch_no) WHERE done_at IS NULL;

-- Events that the sink certainly refused, kept with the reason until someone requeues or discards them.
CREATE TABLE postrider.dead_letter (
  event_id         bigint       NOT NULL,
  txid             xid8         NOT NULL,
  event_type       varchar(255) NOT NULL,
  event_date_time  timestamptz  NOT NULL,
  environment      varchar(100) NOT NULL,
  event_context    json         NOT NULL,
  metadata_version bigint       NOT NULL,
  trace_parent     text,
  batch_no         bigint       NOT NULL,
  reason_code      integer,
  reason           text         NOT NULL,
  failed_at        timestamptz  NOT NULL DEFAULT clock_timestamp(),
  -- not the id alone: after the promotion of a replica that lost commits an id may be handed out a second time
  PRIMARY KEY (event_id, event_date_time)
);

-- Which relay is active. The fence rises with every change of holder.
CREATE TABLE postrider.relay_lease (
  name        text        PRIMARY KEY,
  owner       text        NOT NULL,
  fence       bigint      NOT NULL,
  lease_until timestamptz NOT NULL
) WITH (fillfactor = 50);

INSERT INTO postrider.relay_lease (name, owner, fence, lease_until) VALUES ('relay', '', 0, '-infinity');

-- Which outbox this is, and in which life of which cluster. One row.
CREATE TABLE postrider.outbox_origin (
  one                 boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- the name that events carry in the event log's column "outbox"; part of an event's identity, so it never changes
  outbox              text   NOT NULL,
  system_identifier   bigint NOT NULL,
  max_id_acknowledged bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

INSERT INTO postrider.outbox_origin (outbox, system_identifier)
SELECT current_database(), system_identifier FROM pg_control_system();
