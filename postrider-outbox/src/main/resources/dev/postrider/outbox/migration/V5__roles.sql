-- Who may do what: writers append, the relay reads and keeps its books, readers look.
--
-- Roles belong to the cluster, not to the database: another database of the cluster may have made them, at this very
-- moment too. A user without CREATEROLE gets a warning with the statement an administrator has to run.
DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['postrider_writer', 'postrider_relay', 'postrider_reader'] LOOP
    -- to_regrole sees what other transactions have committed meanwhile, at any isolation level
    IF to_regrole(role_name) IS NULL THEN
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
END
$$;

-- Grants each role that exists its rights; harmless to repeat.
CREATE FUNCTION postrider.grant_roles() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  role_name text;
BEGIN
  -- whoever uses the schema may ask which version it has
  FOREACH role_name IN ARRAY ARRAY['postrider_writer', 'postrider_relay', 'postrider_reader'] LOOP
    IF to_regrole(role_name) IS NOT NULL AND to_regclass('postrider.schema_history') IS NOT NULL THEN
      EXECUTE format('GRANT USAGE ON SCHEMA postrider TO %I', role_name);
      EXECUTE format('GRANT SELECT ON postrider.schema_history TO %I', role_name);
    END IF;
  END LOOP;
  IF to_regrole('postrider_writer') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA postrider TO postrider_writer;
    -- not id and txid: a writer must not choose its place in the order
    GRANT INSERT (event_type, event_date_time, environment, event_context, metadata_version, trace_parent),
          SELECT (id) ON postrider.event_outbox TO postrider_writer;
  END IF;
  IF to_regrole('postrider_relay') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA postrider TO postrider_relay;
    GRANT SELECT, TRUNCATE ON
      postrider.event_outbox, postrider.event_outbox_0, postrider.event_outbox_1, postrider.event_outbox_2,
      postrider.event_outbox_3, postrider.event_outbox_4, postrider.event_outbox_5, postrider.event_outbox_6,
      postrider.event_outbox_7 TO postrider_relay;
    GRANT SELECT ON SEQUENCE postrider.event_outbox_id_seq TO postrider_relay;
    GRANT SELECT, INSERT, UPDATE, DELETE ON
      postrider.relay_batch, postrider.dead_letter, postrider.relay_lease, postrider.outbox_origin TO postrider_relay;
    GRANT SELECT ON postrider.event_status TO postrider_relay;
  END IF;
  IF to_regrole('postrider_reader') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA postrider TO postrider_reader;
    GRANT SELECT ON
      postrider.event_outbox, postrider.relay_batch, postrider.dead_letter, postrider.relay_lease,
      postrider.outbox_origin, postrider.event_status TO postrider_reader;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION postrider.grant_roles() FROM PUBLIC;
SELECT postrider.grant_roles();
