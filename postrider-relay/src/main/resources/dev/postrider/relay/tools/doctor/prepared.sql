-- The prepared transactions that have waited longest. Touches pg_prepared_xacts.
SELECT gid, database, owner, extract(epoch FROM clock_timestamp() - prepared)::bigint
FROM pg_prepared_xacts
WHERE prepared < clock_timestamp() - make_interval(secs => ?)
ORDER BY prepared
LIMIT 5
