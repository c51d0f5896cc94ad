-- What the relay needs and the user may not. Touches the catalogues.
SELECT needed.what FROM (
  SELECT 'USAGE on the schema postrider' AS what, has_schema_privilege('postrider', 'USAGE') AS granted
  UNION ALL
  SELECT privilege || ' on ' || c.relname,
         has_table_privilege(c.oid, privilege)
  FROM pg_class c
  CROSS JOIN LATERAL unnest(
    CASE WHEN c.relname LIKE 'event\_outbox%' THEN ARRAY['SELECT', 'TRUNCATE']
         ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END) AS privilege
  WHERE c.relnamespace = 'postrider'::regnamespace
    AND (c.relname LIKE 'event\_outbox\__' OR c.relname IN ('relay_batch', 'dead_letter', 'relay_lease', 'outbox_origin'))
    AND c.relkind = 'r'
  UNION ALL
  -- by number: a name can't be looked up in a schema that the user may not use
  SELECT privilege || ' on the sequence ' || c.relname, has_sequence_privilege(c.oid, privilege)
  FROM pg_class c
  CROSS JOIN LATERAL unnest(
    CASE WHEN c.relname = 'relay_lease_until' THEN ARRAY['SELECT', 'UPDATE'] ELSE ARRAY['SELECT'] END) AS privilege
  WHERE c.relnamespace = 'postrider'::regnamespace AND c.relname IN ('event_outbox_id_seq', 'relay_lease_until')
    AND c.relkind = 'S'
  UNION ALL
  SELECT 'EXECUTE on pg_control_system()', has_function_privilege('pg_control_system()', 'EXECUTE')
) needed
WHERE NOT needed.granted
ORDER BY needed.what NOT LIKE 'USAGE%', needed.what
