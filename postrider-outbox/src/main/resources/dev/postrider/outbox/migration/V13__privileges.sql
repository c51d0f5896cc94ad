-- Who may do what, in a cluster whose other users are not trusted.

-- The names that the three roles have for this database. Roles belong to the cluster: where two databases must not share a
-- member, each has names of its own.
CREATE TABLE postrider.role_name (
  duty text PRIMARY KEY CHECK (duty IN ('writer', 'relay', 'reader')),
  name text NOT NULL CHECK (name <> '')
);

INSERT INTO postrider.role_name (duty, name)
VALUES ('writer', 'postrider_writer'), ('relay', 'postrider_relay'), ('reader', 'postrider_reader');

COMMENT ON TABLE postrider.role_name IS
  'The names of the roles that write, deliver and read. SELECT postrider.name_roles(…) gives others.';

-- Why publishing is refused now; null if it is not. With the rights of the schema's owner: a writer may not read the gate.
CREATE FUNCTION postrider.publishing_refusal() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT g.reason
  FROM postrider.publishing_gate g
  WHERE g.reason IS NOT NULL AND g.confirmed_at > pg_catalog.clock_timestamp() - interval '5 minutes'
$$;

-- Whether both the user that acts and the one that has signed in may write the relay's books. Asked with the caller's rights:
-- a function with the rights of its owner, which a writer may call, must not make a relay of the writer.
CREATE FUNCTION postrider.acts_for_a_relay() RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT pg_catalog.has_table_privilege(c.oid, 'UPDATE')
         AND EXISTS (
           SELECT FROM pg_catalog.aclexplode(COALESCE(c.relacl, pg_catalog.acldefault('r', c.relowner))) granted
           WHERE granted.privilege_type = 'UPDATE' AND pg_catalog.pg_has_role(session_user, granted.grantee, 'MEMBER'))
  FROM pg_catalog.pg_class c
  WHERE c.oid = 'postrider.relay_batch'::pg_catalog.regclass
$$;

-- Refuses a statement that publishes, while the gate is closed. The trigger is disabled, and costs nothing, until a budget
-- with the policy "block" passes its warning level.
--
-- What a relay's own tools put back was published before and is not refused: they SET LOCAL postrider.gate = 'pass'. The
-- setting says nothing in the hands of a writer, so the function asks who acts, and therefore has the caller's rights.
CREATE OR REPLACE FUNCTION postrider.refuse_publishing() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  why CONSTANT pg_catalog.text := postrider.publishing_refusal();
BEGIN
  IF why IS NULL
     OR pg_catalog.current_setting('postrider.gate', true) = 'pass' AND postrider.acts_for_a_relay()
  THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'PR001',
    MESSAGE = pg_catalog.format('publishing is refused: %s', why),
    HINT = 'It opens by itself when the outbox is back below 90 % of the limit. See why events are not delivered, or raise the limit; to open it at once: SELECT postrider.allow_publishing(''1 hour'').';
END
$$;

-- Grants each role that exists its rights; harmless to repeat, and what every migration ends with. A role gets all that it needs,
-- and rests on nothing that everybody may do: default privileges may have been taken from PUBLIC.
--
-- Sees to the functions' search_path, too. A path that does not name pg_temp searches it first for types and relations: a domain
-- "text" or a view "pg_trigger" in a session's temporary schema would be used by functions that have another's rights. publish()
-- has no path (see V12) and the caller's rights; its every name, type and operator says its schema.
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

  IF relay IS NOT NULL THEN
    -- UPDATE: ids move on past those that the event log holds after a failover that lost commits
    EXECUTE format('GRANT SELECT, UPDATE ON SEQUENCE postrider.event_outbox_id_seq, postrider.relay_lease_until TO %I', relay);
    -- with the rights of the schema's owner: enabling a trigger needs them
    EXECUTE format(
      'GRANT EXECUTE ON FUNCTION postrider.arm_publishing_gate(boolean), postrider.block_publishing(text),'
      ' postrider.allow_publishing(interval) TO %I', relay);
  END IF;
  IF reader IS NOT NULL THEN
    -- who is active
    EXECUTE format('GRANT SELECT ON SEQUENCE postrider.relay_lease_until TO %I', reader);
  END IF;
END
$$;

-- Calls the roles by these names from now on: makes those that are missing, takes what a former role may do in the schema from
-- it, and grants anew. Null keeps a name. A user without CREATEROLE gets a warning with the statement an administrator has to run.
CREATE FUNCTION postrider.name_roles(writer text DEFAULT NULL, relay text DEFAULT NULL, reader text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  role_name text;
  domain_name text;
BEGIN
  FOR role_name IN
    WITH wanted (duty, name) AS (VALUES ('writer', writer), ('relay', relay), ('reader', reader))
    SELECT r.name FROM postrider.role_name r JOIN wanted w USING (duty)
    WHERE r.name <> w.name AND to_regrole(quote_ident(r.name)) IS NOT NULL
  LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA postrider FROM %I', role_name);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA postrider FROM %I', role_name);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA postrider FROM %I', role_name);
    EXECUTE format('REVOKE ALL ON SCHEMA postrider FROM %I', role_name);
    FOR domain_name IN
      SELECT t.typname FROM pg_type t WHERE t.typnamespace = 'postrider'::regnamespace AND t.typtype = 'd'
    LOOP
      EXECUTE format('REVOKE ALL ON TYPE postrider.%I FROM %I', domain_name, role_name);
    END LOOP;
  END LOOP;

  UPDATE postrider.role_name r
  SET name = COALESCE(CASE r.duty WHEN 'writer' THEN writer WHEN 'relay' THEN relay ELSE reader END, r.name);

  FOR role_name IN SELECT r.name FROM postrider.role_name r LOOP
    -- to_regrole sees what other transactions have committed meanwhile, at any isolation level
    IF to_regrole(quote_ident(role_name)) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN
          NULL;
        WHEN insufficient_privilege THEN
          RAISE WARNING 'role % is missing and the user % may not create it', role_name, current_user
            USING HINT = format('Run as an administrator: CREATE ROLE %I NOLOGIN; then run the migrations'' grants again: SELECT postrider.grant_roles();', role_name);
      END;
    END IF;
  END LOOP;
  PERFORM postrider.grant_roles();
END
$$;

REVOKE ALL ON FUNCTION postrider.name_roles(text, text, text) FROM PUBLIC;

SELECT postrider.grant_roles();
