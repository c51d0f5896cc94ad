-- How long things are kept, who was the active relay when, and the gate that a budget over its limit may close.

-- Which batch was the newest at some time: what was delivered by then, and which batches are older.
CREATE INDEX relay_batch_done_at_idx ON postrider.relay_batch (done_at) WHERE done_at IS NOT NULL;

-- The lease's history: a row for each term, written in the statement that raises the fence.
CREATE TABLE postrider.relay_term (
  fence       bigint      PRIMARY KEY,
  owner       text        NOT NULL,
  taken_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When the owner gave the lease up. Null where a later term exists: the owner fell silent, and the lease ran out.
  released_at timestamptz
);

COMMENT ON TABLE postrider.relay_term IS
  'Who was the active relay when: a row for each change of holder. A term without released_at that is not the newest ended because its owner fell silent.';

-- The gate that publishing goes through. One row.
CREATE TABLE postrider.publishing_gate (
  one          boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- why publishing is refused; null while it is not
  reason       text,
  closed_at    timestamptz,
  -- A relay confirms the refusal while it lasts. Five minutes without that, and it counts no more: with no relay left,
  -- nobody could open the gate.
  confirmed_at timestamptz,
  -- until then nothing is refused, whatever a relay says: a person's word
  open_until   timestamptz,
  CHECK ((reason IS NULL) = (closed_at IS NULL) AND (reason IS NULL) = (confirmed_at IS NULL))
) WITH (fillfactor = 50);

INSERT INTO postrider.publishing_gate DEFAULT VALUES;

-- Refuses a statement that publishes, while the gate is closed. The trigger is disabled, and costs nothing, until a budget
-- with the policy "block" passes its warning level: enabling it needs a moment in which no transaction has published, and
-- later there may be none.
--
-- What a relay's own tools write is not refused: they SET LOCAL postrider.gate = 'pass'.
CREATE FUNCTION postrider.refuse_publishing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog
AS $$
DECLARE
  why text;
BEGIN
  SELECT g.reason INTO why
  FROM postrider.publishing_gate g
  WHERE g.reason IS NOT NULL AND g.confirmed_at > clock_timestamp() - interval '5 minutes';
  IF why IS NOT NULL AND current_setting('postrider.gate', true) IS DISTINCT FROM 'pass' THEN
    RAISE EXCEPTION USING
      ERRCODE = 'PR001',
      MESSAGE = format('publishing is refused: %s', why),
      HINT = 'It opens by itself when the outbox is back below 90 % of the limit. See why events are not delivered, or raise the limit; to open it at once: SELECT postrider.allow_publishing(''1 hour'').';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER publishing_gate
BEFORE INSERT ON postrider.event_outbox
FOR EACH STATEMENT EXECUTE FUNCTION postrider.refuse_publishing();

ALTER TABLE postrider.event_outbox DISABLE TRIGGER publishing_gate;

-- Enables or disables the trigger. Returns whether it is as wanted: writers wait for this a tenth of a second at the most,
-- and while a transaction that has published stays open it can't be done.
CREATE FUNCTION postrider.arm_publishing_gate(armed boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog
SET lock_timeout = '100ms'
AS $$
BEGIN
  IF armed = (SELECT t.tgenabled <> 'D' FROM pg_trigger t
              WHERE t.tgrelid = 'postrider.event_outbox'::regclass AND t.tgname = 'publishing_gate') THEN
    RETURN true;
  END IF;
  IF armed THEN
    ALTER TABLE postrider.event_outbox ENABLE TRIGGER publishing_gate;
  ELSE
    ALTER TABLE postrider.event_outbox DISABLE TRIGGER publishing_gate;
  END IF;
  RETURN true;
EXCEPTION
  WHEN lock_not_available THEN
    RETURN false;
END
$$;

-- Closes the gate, or confirms that it is closed. Returns whether publishing is refused now; false while a person has opened
-- it, or while the trigger can't be enabled: try again.
CREATE FUNCTION postrider.block_publishing(reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog
SET lock_timeout = '100ms'
AS $$
BEGIN
  UPDATE postrider.publishing_gate g
  SET reason = block_publishing.reason, closed_at = COALESCE(g.closed_at, clock_timestamp()), confirmed_at = clock_timestamp()
  WHERE g.open_until IS NULL OR g.open_until <= clock_timestamp();
  RETURN FOUND AND postrider.arm_publishing_gate(true);
END
$$;

-- Opens the gate at once, and keeps it open for that long at least, whatever the budgets say. The trigger is left as it is.
CREATE FUNCTION postrider.allow_publishing(at_least interval DEFAULT '0') RETURNS void
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog
AS $$
  UPDATE postrider.publishing_gate g
  SET reason = NULL, closed_at = NULL, confirmed_at = NULL,
      open_until = GREATEST(g.open_until, clock_timestamp() + at_least)
  WHERE g.reason IS NOT NULL OR at_least > '0'
$$;

REVOKE ALL ON FUNCTION postrider.arm_publishing_gate(boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION postrider.block_publishing(text) FROM PUBLIC;
REVOKE ALL ON FUNCTION postrider.allow_publishing(interval) FROM PUBLIC;

-- Whether publishing is refused, and why. One row.
CREATE VIEW postrider.publishing AS
SELECT g.reason IS NOT NULL AND g.confirmed_at > clock_timestamp() - interval '5 minutes' AND t.armed AS refused,
       g.reason, g.closed_at, g.confirmed_at, g.open_until, t.armed
FROM postrider.publishing_gate g,
     LATERAL (SELECT t.tgenabled <> 'D' AS armed FROM pg_trigger t
              WHERE t.tgrelid = 'postrider.event_outbox'::regclass AND t.tgname = 'publishing_gate') t;

COMMENT ON VIEW postrider.publishing IS
  'Whether publishing is refused, why and since when; armed tells whether a budget is past its warning level, so that it could be.';

-- Grants each role that exists its rights; harmless to repeat. What is not an event belongs to the relay's books.
CREATE OR REPLACE FUNCTION postrider.grant_roles() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  role_name text;
  relation  record;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['postrider_writer', 'postrider_relay', 'postrider_reader'] LOOP
    IF to_regrole(role_name) IS NOT NULL THEN
      EXECUTE format('GRANT USAGE ON SCHEMA postrider TO %I', role_name);
      -- whoever uses the schema may ask which version it has
      IF to_regclass('postrider.schema_history') IS NOT NULL THEN
        EXECUTE format('GRANT SELECT ON postrider.schema_history TO %I', role_name);
      END IF;
    END IF;
  END LOOP;
  IF to_regrole('postrider_writer') IS NOT NULL THEN
    -- not id and txid: a writer must not choose its place in the order
    GRANT INSERT (event_type, event_date_time, environment, event_context, metadata_version, trace_parent),
          SELECT (id) ON postrider.event_outbox TO postrider_writer;
  END IF;
  FOR relation IN
    SELECT c.relname, c.relkind
    FROM pg_class c
    WHERE c.relnamespace = 'postrider'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND c.relname <> 'schema_history'
  LOOP
    IF to_regrole('postrider_relay') IS NOT NULL THEN
      EXECUTE format('GRANT %s ON postrider.%I TO postrider_relay',
        CASE WHEN relation.relkind = 'v' THEN 'SELECT'
             -- INSERT: a dead letter that is requeued goes back to the outbox; never UPDATE or DELETE
             WHEN relation.relname LIKE 'event\_outbox%' THEN 'SELECT, INSERT, TRUNCATE'
             ELSE 'SELECT, INSERT, UPDATE, DELETE' END,
        relation.relname);
    END IF;
    IF to_regrole('postrider_reader') IS NOT NULL THEN
      EXECUTE format('GRANT SELECT ON postrider.%I TO postrider_reader', relation.relname);
    END IF;
  END LOOP;
  IF to_regrole('postrider_relay') IS NOT NULL THEN
    -- UPDATE: ids move on past those that the event log holds after a failover that lost commits
    GRANT SELECT, UPDATE ON SEQUENCE postrider.event_outbox_id_seq TO postrider_relay;
    -- with the rights of the schema's owner: enabling a trigger needs them
    GRANT EXECUTE ON FUNCTION
      postrider.arm_publishing_gate(boolean), postrider.block_publishing(text), postrider.allow_publishing(interval)
      TO postrider_relay;
  END IF;
END
$$;

SELECT postrider.grant_roles();
