-- Events that the sink refuses are told apart from those it takes by halving their batch.

ALTER TABLE postrider.relay_batch
  -- The parts of the batch that are sent as their halves: nodes of the tree of halves, 1 is the whole batch, the halves of n
  -- are 2n and 2n + 1. Written before a half is sent, so that a relay that takes over sends the same parts under the same
  -- tokens, whatever the sink would say to a larger part by then. Null unless the batch was halved.
  ADD COLUMN split_parts integer[],
  -- how many of its events became dead letters
  ADD COLUMN dead_count  integer NOT NULL DEFAULT 0,
  -- a person has said that it is not the event log: all of its events may become dead letters
  ADD COLUMN may_be_refused_whole boolean NOT NULL DEFAULT false;

-- What the event log was like when it last took events: a lone event that it refuses as it is still is a bad event; one that
-- it refuses after it was changed may say that the change was bad.
ALTER TABLE postrider.outbox_origin ADD COLUMN accepted_table text;

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
  END IF;
END
$$;

SELECT postrider.grant_roles();
