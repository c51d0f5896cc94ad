-- The limits of an event are held by the columns' types instead of one constraint of the table.
--
-- PostgreSQL reads and plans a table's constraints anew for every statement that inserts: a call with six arguments was 10 µs of
-- CPU for a statement of one event, against 57 for the whole transaction of a business row and a plain outbox row. What a
-- type demands is part of the statement's plan, which a prepared statement keeps, and asks no function unless a value is
-- wrong: 3 µs.
--
-- The columns stay what they were to whoever reads or writes them: a domain is sent, received, compared and cast as the type
-- that it is made of.

-- What is wrong with one value, for a writer that does not call postrider.publish(). True if nothing is; null asks nothing.

CREATE FUNCTION postrider.require_text(field text, value text, example text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog
AS $$
BEGIN
  IF value = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      MESSAGE = format('%s is empty, allowed are 1 to %s characters', field, CASE field WHEN 'environment' THEN 100 ELSE 255 END),
      HINT = format('Name it, for example %s.', example);
  END IF;
  RETURN true;
END
$$;

CREATE FUNCTION postrider.require_context(value json) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog
AS $$
BEGIN
  IF json_typeof(value) <> 'object' THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      MESSAGE = format('event context is a JSON %s, %s, but has to be a JSON object', json_typeof(value), left(value::text, 80)),
      HINT = 'Put it under a name, as in {"value": …}.';
  END IF;
  -- a relay can always take one event into memory
  IF octet_length(value::text) > 16777216 THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation',
      MESSAGE = format('event context has %s bytes of UTF-8, the limit is 16777216', octet_length(value::text)),
      HINT = 'Publish a reference to the large part instead of the part.';
  END IF;
  RETURN true;
END
$$;

CREATE FUNCTION postrider.refuse_version(value bigint) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog
AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation',
    MESSAGE = format('metadata version is %s, the least is 1', value),
    HINT = 'Count versions from 1.';
END
$$;

CREATE FUNCTION postrider.refuse_time(value timestamptz) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog
AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation',
    MESSAGE = format('event date and time is %s, allowed are the years 1900 to 2299 UTC, which is what ClickHouse can hold', value),
    HINT = 'Leave it out to take the database''s clock, or keep such a date inside the context.';
END
$$;

CREATE FUNCTION postrider.refuse_trace(value text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT
SET search_path = pg_catalog
AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation',
    MESSAGE = format('trace parent is "%s", allowed is the form of the W3C traceparent header', left(value, 80)),
    HINT = 'For example 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, or null if there is no trace.';
END
$$;

CREATE DOMAIN postrider.event_type       AS varchar(255);
CREATE DOMAIN postrider.event_time       AS timestamptz;
CREATE DOMAIN postrider.environment      AS varchar(100);
CREATE DOMAIN postrider.event_context    AS json;
CREATE DOMAIN postrider.metadata_version AS bigint;
CREATE DOMAIN postrider.trace_parent     AS text;

-- The columns change while the domains demand nothing yet, and what they demand is not asked of the rows that are there:
-- those have met the same limits already. So no row is read or written, however many wait.
DO $$
DECLARE
  event_status CONSTANT text := pg_get_viewdef('postrider.event_status');
BEGIN
  -- PostgreSQL changes no column that a view shows
  DROP VIEW postrider.event_status;
  ALTER TABLE postrider.event_outbox
    DROP CONSTRAINT event_must_be_within_the_limits,
    ALTER COLUMN event_type       TYPE postrider.event_type,
    ALTER COLUMN event_date_time  TYPE postrider.event_time,
    ALTER COLUMN environment      TYPE postrider.environment,
    ALTER COLUMN event_context    TYPE postrider.event_context,
    ALTER COLUMN metadata_version TYPE postrider.metadata_version,
    ALTER COLUMN trace_parent     TYPE postrider.trace_parent;
  EXECUTE 'CREATE VIEW postrider.event_status AS ' || event_status;
END
$$;

COMMENT ON VIEW postrider.event_status IS
  'One row per event still held: pending, processed or failed, with its batch. For people; the relay never reads it.';

-- Each asks in the cheapest way whether a value is good, and calls the function that says what is wrong only if it is not.

ALTER DOMAIN postrider.event_type ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (VALUE <> '' OR postrider.require_text('event type', VALUE, 'user_created')) NOT VALID;

ALTER DOMAIN postrider.environment ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (VALUE <> '' OR postrider.require_text('environment', VALUE, 'Production')) NOT VALID;

-- The size is that of the value as it is stored, if it comes from another table perhaps compressed; nothing that PostgreSQL
-- compresses to 65,000 bytes is larger than 16 MiB: pglz makes at most 91 bytes of one, LZ4 at most 255.
ALTER DOMAIN postrider.event_context ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (json_typeof(VALUE) = 'object' AND pg_column_size(VALUE) < 65000 OR postrider.require_context(VALUE)) NOT VALID;

ALTER DOMAIN postrider.metadata_version ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (VALUE >= 1 OR postrider.refuse_version(VALUE)) NOT VALID;

-- what ClickHouse's DateTime64(6) holds
ALTER DOMAIN postrider.event_time ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (VALUE >= '1900-01-01 00:00:00Z' AND VALUE < '2300-01-01 00:00:00Z' OR postrider.refuse_time(VALUE)) NOT VALID;

ALTER DOMAIN postrider.trace_parent ADD CONSTRAINT event_must_be_within_the_limits
  CHECK (VALUE ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$'
         OR postrider.refuse_trace(VALUE)) NOT VALID;

DROP FUNCTION postrider.require_event(text, json, text, timestamptz, bigint, text);

-- Publishing from any language that can call SQL; see V3 for its arguments.
--
-- No search_path of its own: setting and resetting one cost two microseconds a call, a tenth of it all. Every name, type and
-- operator below says its schema instead, so the caller's path decides nothing.
CREATE OR REPLACE FUNCTION postrider.publish(
  event_type       text,
  event_context    json,
  environment      text,
  event_date_time  timestamptz DEFAULT NULL,
  metadata_version bigint      DEFAULT 1,
  trace_parent     text        DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  new_id bigint;
BEGIN
  -- One question for what is nearly always so; whatever it does not take is looked at closely. No compression makes 4,112
  -- bytes of more than 1 MiB.
  IF (event_type OPERATOR(pg_catalog.<>) ''
      AND pg_catalog.length(event_type) OPERATOR(pg_catalog.<=) 255
      AND environment OPERATOR(pg_catalog.<>) ''
      AND pg_catalog.length(environment) OPERATOR(pg_catalog.<=) 100
      AND pg_catalog.json_typeof(event_context) OPERATOR(pg_catalog.=) 'object'
      AND pg_catalog.pg_column_size(event_context) OPERATOR(pg_catalog.<=) 4112
      AND COALESCE(pg_catalog.current_setting('postrider.max_context_bytes', true), '') OPERATOR(pg_catalog.=) ''
      AND metadata_version OPERATOR(pg_catalog.>=) 1
      AND event_date_time IS NULL
      AND trace_parent IS NULL) IS NOT TRUE
  THEN
    PERFORM postrider.require_publishable(
      event_type, event_context, environment, event_date_time, metadata_version, trace_parent);
  END IF;
  IF event_date_time IS NULL THEN
    INSERT INTO postrider.event_outbox AS e
      (event_type, environment, event_context, metadata_version, trace_parent)
    VALUES
      (publish.event_type, publish.environment, publish.event_context, publish.metadata_version, publish.trace_parent)
    RETURNING e.id INTO new_id;
  ELSE
    INSERT INTO postrider.event_outbox AS e
      (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
    VALUES
      (publish.event_type, publish.event_date_time, publish.environment, publish.event_context, publish.metadata_version,
       publish.trace_parent)
    RETURNING e.id INTO new_id;
  END IF;
  RETURN new_id;
END
$$;

-- Raises the error that says what is wrong with an event; returns only if nothing is.
CREATE FUNCTION postrider.require_publishable(
  event_type       text,
  event_context    json,
  environment      text,
  event_date_time  timestamptz,
  metadata_version bigint,
  trace_parent     text
) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
AS $$
DECLARE
  setting CONSTANT text := current_setting('postrider.max_context_bytes', true);
BEGIN
  PERFORM postrider.refuse_event(event_type, event_context, environment, event_date_time, metadata_version, trace_parent,
    CASE
      WHEN setting IS NULL OR setting = '' THEN 1048576
      WHEN setting ~ '^[0-9]{1,8}$' THEN setting::integer
      ELSE 0
    END);
END
$$;

SELECT postrider.grant_roles();
