-- Publishing from any language that can call SQL.
--
-- Returns the event's id. Runs in the caller's transaction, with the caller's rights. Refuses, before anything is
-- written, what ClickHouse could not hold; each message names the value, the limit and the remedy.
CREATE FUNCTION postrider.publish(
  event_type       text,
  event_context    json,
  environment      text,
  event_date_time  timestamptz DEFAULT clock_timestamp(),
  metadata_version bigint      DEFAULT 1,
  trace_parent     text        DEFAULT NULL
) RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog
AS $$
  INSERT INTO postrider.event_outbox
    (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
  VALUES
    (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
  RETURNING id
$$;
