-- Publishing from any language that can call SQL.
--
--   SELECT postrider.publish('user_created', '{"email": "ann@example.com"}', 'Production');
--
-- Returns the event's id. Runs in the caller's transaction, with the caller's rights. Refuses, before anything is
-- written, what the event log could not hold: the message names the value and the limit, the hint the remedy.
-- event_date_time null or left out: the database's clock.
--
-- The largest context is postrider.max_context_bytes, a setting of the session, the user or the database
-- (ALTER DATABASE … SET postrider.max_context_bytes = 4194304), in bytes; 1 MiB where it is not set, at most 16 MiB.
CREATE FUNCTION postrider.publish(
  event_type       text,
  event_context    json,
  environment      text,
  event_date_time  timestamptz DEFAULT NULL,
  metadata_version bigint      DEFAULT 1,
  trace_parent     text        DEFAULT NULL
) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog
AS $$
DECLARE
  setting CONSTANT text := current_setting('postrider.max_context_bytes', true);
  max_context_bytes CONSTANT integer := CASE
    WHEN setting IS NULL OR setting = '' THEN 1048576
    WHEN setting ~ '^[0-9]{1,8}$' THEN setting::integer
    ELSE 0
  END;
  new_id bigint;
BEGIN
  -- what the table's own constraint cannot see: lengths that the columns' types refuse first, the setting, nulls
  IF (length(event_type) <= 255
      AND length(environment) <= 100
      AND max_context_bytes BETWEEN 2 AND 16777216
      AND octet_length(event_context::text) <= max_context_bytes
      AND metadata_version IS NOT NULL) IS NOT TRUE
  THEN
    PERFORM postrider.refuse_event(
      event_type, event_context, environment, event_date_time, metadata_version, trace_parent, max_context_bytes);
  END IF;
  INSERT INTO postrider.event_outbox
    (event_type, event_date_time, environment, event_context, metadata_version, trace_parent)
  VALUES
    (event_type, COALESCE(event_date_time, clock_timestamp()), environment, event_context, metadata_version, trace_parent)
  RETURNING id INTO new_id;
  RETURN new_id;
END
$$;

COMMENT ON FUNCTION postrider.publish(text, json, text, timestamptz, bigint, text) IS
  'Appends an event to the outbox inside the current transaction and returns its id.';
