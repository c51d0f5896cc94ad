-- Who may log in to the web console.
--
-- Older relays: go on. They have no console.

CREATE TABLE postrider.console_account (
  name          text        PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
  -- a viewer changes nothing
  role          text        NOT NULL CHECK (role IN ('viewer', 'operator')),
  -- begins with the name of its algorithm in braces
  password_hash text        NOT NULL,
  made_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- a login that is older than this has ended
  changed_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE postrider.console_account IS
  'Who may log in to the console of every server of this outbox, with the hashes of their passwords.';

-- As before, but for tables whose names begin with console_: they are not for readers.
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
    -- who looks at events and the ledger need not see the passwords of those who may change something
    IF reader IS NOT NULL AND NOT starts_with(item.name, 'console_') THEN
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
