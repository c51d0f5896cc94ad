-- Transactions that hold a snapshot or a transaction id, the oldest view first. A session's state and times are null where the right to see
-- them is missing; ids and snapshots everybody sees. Touches pg_stat_activity.
SELECT pid, COALESCE(datname, ''), COALESCE(usename, ''), COALESCE(application_name, ''), state, xact_start, backend_xid IS NOT NULL
FROM pg_stat_activity
WHERE (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
  AND (backend_type = 'client backend' OR backend_type IS NULL) AND pid <> pg_backend_pid()
ORDER BY GREATEST(age(backend_xid), age(backend_xmin)) DESC, xact_start
LIMIT :most
