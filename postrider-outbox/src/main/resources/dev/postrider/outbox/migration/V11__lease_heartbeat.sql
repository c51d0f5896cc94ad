-- The lease's heartbeat: what the active relay writes again and again while nothing else happens, in a place that costs no WAL.

-- Until when the holder of relay_lease prolonged it, in milliseconds since 1970 on the database's clock. The lease lasts until
-- then or until relay_lease.lease_until, whichever is later: the row is written when the lease is taken and when it is given up,
-- the heartbeat in between.
--
-- setval() on an unlogged sequence writes no WAL and needs no transaction id. After a crash of the server, and in a server that
-- was promoted, it begins anew: the lease looks as if it had run out, another relay may take it, and the fence sees to the rest.
-- PostgreSQL 14 has no unlogged sequences: there each heartbeat writes some 100 bytes of WAL.
DO $$
BEGIN
  EXECUTE CASE WHEN current_setting('server_version_num')::integer >= 150000
               THEN 'CREATE UNLOGGED SEQUENCE postrider.relay_lease_until'
               ELSE 'CREATE SEQUENCE postrider.relay_lease_until' END;
END
$$;

COMMENT ON SEQUENCE postrider.relay_lease_until IS
  'The heartbeat of the active relay: until when it prolonged the lease, in milliseconds since 1970. Its last value is a time, not a number that was handed out.';

-- Until when the lease lasts, unless it is prolonged. A standby of PostgreSQL does not have the heartbeat, and tells until when
-- the lease was taken.
CREATE FUNCTION postrider.lease_until() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog
AS $$
DECLARE
  until_taken timestamptz := (SELECT l.lease_until FROM postrider.relay_lease l WHERE l.name = 'relay');
BEGIN
  IF pg_is_in_recovery() THEN
    RETURN until_taken;
  END IF;
  RETURN GREATEST(until_taken, (SELECT to_timestamp(h.last_value / 1000.0) FROM postrider.relay_lease_until h));
END
$$;

COMMENT ON FUNCTION postrider.lease_until() IS
  'Until when the relay in relay_lease holds the lease, unless it prolongs it or gives it up. Past: no relay is active.';

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
    GRANT SELECT, UPDATE ON SEQUENCE postrider.relay_lease_until TO postrider_relay;
    -- with the rights of the schema's owner: enabling a trigger needs them
    GRANT EXECUTE ON FUNCTION
      postrider.arm_publishing_gate(boolean), postrider.block_publishing(text), postrider.allow_publishing(interval)
      TO postrider_relay;
  END IF;
  IF to_regrole('postrider_reader') IS NOT NULL THEN
    -- who is active
    GRANT SELECT ON SEQUENCE postrider.relay_lease_until TO postrider_reader;
  END IF;
END
$$;

SELECT postrider.grant_roles();
