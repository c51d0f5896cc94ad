-- The outbox: application events, appended inside the application's own transaction.
--
-- Nothing ever updates or deletes a row here: delivered leaves are emptied whole, by TRUNCATE.

-- Any Unicode text is an event's right, and so is a JSON escape of any character.
DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'database % has the encoding %, the outbox needs UTF8', current_database(), current_setting('server_encoding')
      USING ERRCODE = 'feature_not_supported',
            HINT = 'Create the database with ENCODING ''UTF8'' TEMPLATE template0.';
  END IF;
END
$$;

-- Raises the error that says what is wrong with an event; returns only if nothing is.
CREATE FUNCTION postrider.refuse_event(
  event_type        text,
  event_context     json,
  environment       text,
  event_date_time   timestamptz,
  metadata_version  bigint,
  trace_parent      text,
  max_context_bytes integer
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  what   text;
  remedy text;
BEGIN
  CASE
    WHEN event_type IS NULL OR event_type = '' THEN
      what := format('event type is %s, allowed are 1 to 255 characters', CASE WHEN event_type IS NULL THEN 'null' ELSE 'empty' END);
      remedy := 'Name it.';
    WHEN length(event_type) > 255 THEN
      what := format('event type "%s…" has %s characters, allowed are 1 to 255', left(event_type, 80), length(event_type));
      remedy := 'Shorten it; details belong in the context.';
    WHEN environment IS NULL OR environment = '' THEN
      what := format('environment is %s, allowed are 1 to 100 characters', CASE WHEN environment IS NULL THEN 'null' ELSE 'empty' END);
      remedy := 'Name it, for example Production.';
    WHEN length(environment) > 100 THEN
      what := format('environment "%s…" has %s characters, allowed are 1 to 100', left(environment, 80), length(environment));
      remedy := 'Shorten it; details belong in the context.';
    WHEN event_context IS NULL THEN
      what := format('context of %s is null, but has to be a JSON object', event_type);
      remedy := 'Use {} for no context.';
    WHEN json_typeof(event_context) <> 'object' THEN
      what := format('context of %s is a JSON %s, %s, but has to be a JSON object',
                     event_type, json_typeof(event_context), left(event_context::text, 80));
      remedy := 'Put it under a name, as in {"value": …}.';
    WHEN max_context_bytes NOT BETWEEN 2 AND 16777216 THEN
      what := format('the setting postrider.max_context_bytes is "%s", allowed are 2 to 16777216 (16 MiB)',
                     current_setting('postrider.max_context_bytes', true));
      remedy := 'Set it to a number of bytes, without a unit.';
    WHEN octet_length(event_context::text) > max_context_bytes THEN
      what := format('context of %s has %s bytes of UTF-8, the limit is %s',
                     event_type, octet_length(event_context::text), max_context_bytes);
      remedy := 'Publish a reference to the large part instead of the part, or raise postrider.max_context_bytes (at most 16777216).';
    WHEN metadata_version IS NULL OR metadata_version < 1 THEN
      what := format('metadata version of %s is %s, the least is 1', event_type, COALESCE(metadata_version::text, 'null'));
      remedy := 'Count versions from 1.';
    WHEN event_date_time < '1900-01-01 00:00:00Z' OR event_date_time >= '2300-01-01 00:00:00Z' THEN
      what := format('date and time of %s is %s, allowed are the years 1900 to 2299 UTC, which is what ClickHouse can hold',
                     event_type, event_date_time);
      remedy := 'Leave it out to take the database''s clock, or keep such a date inside the context.';
    WHEN trace_parent !~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$' THEN
      what := format('trace parent of %s is "%s", allowed is the form of the W3C traceparent header', event_type, left(trace_parent, 80));
      remedy := 'For example 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, or null if there is no trace.';
    ELSE
      RETURN;
  END CASE;
  RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = what, HINT = remedy;
END
$$;

-- True, or the error that says what is wrong. One question first: it is asked for every event.
CREATE FUNCTION postrider.require_event(
  event_type       text,
  event_context    json,
  environment      text,
  event_date_time  timestamptz,
  metadata_version bigint,
  trace_parent     text
) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
BEGIN
  IF (event_type <> ''
      AND environment <> ''
      AND json_typeof(event_context) = 'object'
      -- a relay can always take one event into memory
      AND octet_length(event_context::text) <= 16777216
      AND metadata_version >= 1
      -- what ClickHouse's DateTime64(6) holds
      AND event_date_time >= '1900-01-01 00:00:00Z' AND event_date_time < '2300-01-01 00:00:00Z'
      AND (trace_parent IS NULL
           OR trace_parent ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$')) IS NOT TRUE
  THEN
    PERFORM postrider.refuse_event(
      event_type, event_context, environment, event_date_time, metadata_version, trace_parent, 16777216);
    RETURN false;
  END IF;
  RETURN true;
END
$$;

CREATE TABLE postrider.event_outbox (
  id               bigint GENERATED ALWAYS AS IDENTITY,
  txid             xid8         NOT NULL DEFAULT pg_current_xact_id(),
  event_type       varchar(255) NOT NULL,
  event_date_time  timestamptz  NOT NULL DEFAULT clock_timestamp(),
  environment      varchar(100) NOT NULL,
  event_context    json         NOT NULL,
  metadata_version bigint       NOT NULL DEFAULT 1,
  trace_parent     text,

  -- One function instead of a constraint per rule: PostgreSQL prepares constraints anew for every statement, which for
  -- statements of one row cost 8 µs of CPU, as much as everything else together, against 3; and it can say what to do.
  CONSTRAINT event_must_be_within_the_limits CHECK (postrider.require_event(
    event_type, event_context, environment, event_date_time, metadata_version, trace_parent))
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
