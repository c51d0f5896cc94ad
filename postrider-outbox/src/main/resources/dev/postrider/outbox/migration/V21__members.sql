-- Which processes share the outboxes, and are alive: each shows it in the database of every outbox that it names.
--
-- Older relays: go on. They show nothing, and ask for the lease as before.

-- The seats from which processes show that they are alive. A seat whose sign has run out is free.
CREATE TABLE postrider.relay_member (
  seat    integer     PRIMARY KEY,
  -- Another one at each start of a process; empty if nobody ever sat here.
  process text        NOT NULL DEFAULT '',
  name    text        NOT NULL DEFAULT '',
  since   timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE postrider.relay_member IS
  'The processes that share this outbox with others: one row for each seat, written when a process sits down. Whether it is alive is in the sequence relay_member_sign_<seat>.';

-- A sign of life is a sequence for the reasons that the lease's heartbeat is one: no WAL and no transaction id (V11). Its last
-- value is twice the time until which it is valid, in milliseconds since 1970 on the database's clock, plus one if the process
-- wants the lease; 1 if the process has left.
DO $$
BEGIN
  FOR seat IN 1..16 LOOP
    INSERT INTO postrider.relay_member (seat) VALUES (seat);
    EXECUTE format('CREATE %s SEQUENCE postrider.relay_member_sign_%s',
                   CASE WHEN current_setting('server_version_num')::integer >= 150000 THEN 'UNLOGGED' END, seat);
  END LOOP;
END
$$;

-- As in V13; new are the sequences of signs, which are the relay's to set.
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
    EXECUTE format('GRANT EXECUTE ON FUNCTION postrider.publishing_refusal() TO %I', grantee);
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
