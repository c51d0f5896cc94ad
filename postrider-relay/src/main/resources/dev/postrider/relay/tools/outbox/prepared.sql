-- Prepared transactions, those that have waited longest first. Touches pg_prepared_xacts.
SELECT gid, database, owner, prepared FROM pg_prepared_xacts ORDER BY prepared LIMIT :most
