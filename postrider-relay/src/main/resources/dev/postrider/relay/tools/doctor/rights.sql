-- What a relay needs to be able to do: a statement to try, which changes no row and is rolled back, and the grant that it takes.
-- {relay} stands for the user. What is asked of a sequence can't be rolled back: only what the catalogue denies is tried.
-- Touches the catalogues.
WITH tables AS (
  SELECT c.oid, c.relname AS name, c.relkind AS kind, starts_with(c.relname, 'event_outbox') AS of_events,
         c.relname IN ('schema_history', 'role_name') OR c.relkind = 'v' AS to_read,
         (SELECT quote_ident(a.attname) FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = ''
          ORDER BY a.attnum LIMIT 1) AS some_column
  FROM pg_class c
  WHERE c.relnamespace = 'postrider'::regnamespace AND c.relkind IN ('r', 'p', 'v')
)
SELECT attempt, 'GRANT ' || needed || ' TO {relay}'
FROM (
  SELECT 0 AS place, 'SELECT ''postrider.event_outbox''::regclass' AS attempt, 'USAGE ON SCHEMA postrider' AS needed
  UNION ALL
  SELECT 1, format('SELECT FROM postrider.%I WHERE pg_backend_pid() = 0', name), format('SELECT ON postrider.%I', name)
  FROM tables
  UNION ALL
  -- never waited for, and given back at once
  SELECT 2, format('LOCK TABLE ONLY postrider.%I IN ACCESS EXCLUSIVE MODE NOWAIT', name), format('TRUNCATE ON postrider.%I', name)
  FROM tables WHERE of_events AND kind = 'r'
  UNION ALL
  -- a dead letter that goes back to the outbox
  SELECT 3, 'INSERT INTO postrider.event_outbox (id, event_type, event_date_time, environment, event_context, metadata_version,'
            ' trace_parent) OVERRIDING SYSTEM VALUE SELECT id, event_type, event_date_time, environment, event_context,'
            ' metadata_version, trace_parent FROM postrider.event_outbox WHERE pg_backend_pid() = 0', 'INSERT ON postrider.event_outbox'
  UNION ALL
  SELECT 4, format('INSERT INTO postrider.%1$I (%2$s) SELECT %2$s FROM postrider.%1$I WHERE pg_backend_pid() = 0', name, some_column),
         format('INSERT ON postrider.%I', name)
  FROM tables WHERE NOT of_events AND NOT to_read
  UNION ALL
  SELECT 5, format('UPDATE postrider.%1$I SET %2$s = %2$s WHERE pg_backend_pid() = 0', name, some_column),
         format('UPDATE ON postrider.%I', name)
  FROM tables WHERE NOT of_events AND NOT to_read
  UNION ALL
  SELECT 6, format('DELETE FROM postrider.%I WHERE pg_backend_pid() = 0', name), format('DELETE ON postrider.%I', name)
  FROM tables WHERE NOT of_events AND NOT to_read
  UNION ALL
  SELECT 7, format('SELECT last_value FROM postrider.%I', relname), format('SELECT ON SEQUENCE postrider.%I', relname)
  FROM pg_class WHERE relnamespace = 'postrider'::regnamespace AND relkind = 'S'
    AND (relname = 'event_outbox_id_seq' OR starts_with(relname, 'relay_'))
  UNION ALL
  SELECT 8, format('SELECT setval(''postrider.%I'', 1)', relname), format('UPDATE ON SEQUENCE postrider.%I', relname)
  FROM pg_class WHERE relnamespace = 'postrider'::regnamespace
    AND (relname = 'event_outbox_id_seq' OR starts_with(relname, 'relay_'))
    AND CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(oid, 'UPDATE') END
  UNION ALL
  SELECT 9, 'SELECT system_identifier FROM pg_control_system()', 'EXECUTE ON FUNCTION pg_control_system()'
  UNION ALL
  SELECT 10, format('SELECT postrider.%I(%s) WHERE pg_backend_pid() = 0', p.proname,
               (SELECT string_agg('NULL::' || format_type(t, NULL), ', ') FROM unnest(p.proargtypes) t)),
         'EXECUTE ON FUNCTION ' || p.oid::regprocedure
  FROM pg_proc p
  WHERE p.pronamespace = 'postrider'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
    AND p.proname NOT IN ('grant_roles', 'name_roles')
) needs
ORDER BY place, needed
