-- The transactions that have been open longest, of those that hold a snapshot or a transaction id. Touches pg_stat_activity.
SELECT pid, COALESCE(usename, ''), COALESCE(application_name, ''), COALESCE(state, ''),
       extract(epoch FROM clock_timestamp() - xact_start)::bigint, backend_xid IS NOT NULL, COALESCE(left(query, 80), '')
FROM pg_stat_activity
WHERE xact_start < clock_timestamp() - make_interval(secs => ?)
  AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
  AND backend_type = 'client backend' AND pid <> pg_backend_pid()
ORDER BY xact_start
LIMIT 5
