-- The outbox: application events, appended inside the application's own transaction.
--
-- Nothing ever updates or deletes a row here: delivered leaves are emptied whole, by TRUNCATE.

CREATE TABLE postrider.event_outbox (
  id               bigint GENERATED ALWAYS AS IDENTITY,
  txid             xid8         NOT NULL DEFAULT pg_current_xact_id(),
  event_type       varchar(255) NOT NULL CHECK (event_type <> ''),
  event_date_time  timestamptz  NOT NULL DEFAULT clock_timestamp()
                   -- what ClickHouse's DateTime64(6) holds
                   CHECK (event_date_time >= '1900-01-01 00:00:00Z' AND event_date_time < '2300-01-01 00:00:00Z'),
  environment      varchar(100) NOT NULL CHECK (environment <> ''),
  event_context    json         NOT NULL CHECK (json_typeof(event_context) = 'object'),
  metadata_version bigint       NOT NULL DEFAULT 1 CHECK (metadata_version >= 1),
  trace_parent     text
) PARTITION BY LIST ((((txid::text)::bigint >> 16) & 7));

COMMENT ON TABLE postrider.event_outbox IS
  'Events to deliver. The leaf follows from the writing transaction''s id, not from a clock: a late writer never lands in a leaf that was already emptied.';

-- A leaf holds the events of every eighth window of 2^16 transaction ids.
CREATE TABLE postrider.event_outbox_0 PARTITION OF postrider.event_outbox FOR VALUES IN (0);
CREATE TABLE postrider.event_outbox_1 PARTITION OF postrider.event_outbox FOR VALUES IN (1);
CREATE TABLE postrider.event_outbox_2 PARTITION OF postrider.event_outbox FOR VALUES IN (2);
CREATE TABLE postrider.event_outbox_3 PARTITION OF postrider.event_outbox FOR VALUES IN (3);
CREATE TABLE postrider.event_outbox_4 PARTITION OF postrider.event_outbox FOR VALUES IN (4);
CREATE TABLE postrider.event_outbox_5 PARTITION OF postrider.event_outbox FOR VALUES IN (5);
CREATE TABLE postrider.event_outbox_6 PARTITION OF postrider.event_outbox FOR VALUES IN (6);
CREATE TABLE postrider.event_outbox_7 PARTITION OF postrider.event_outbox FOR VALUES IN (7);

-- The only index: it serves poll, read and the emptiness check of a leaf.
CREATE INDEX event_outbox_txid_id_idx ON postrider.event_outbox (txid, id);
