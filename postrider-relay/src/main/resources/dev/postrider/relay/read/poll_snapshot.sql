-- The snapshot now. As long as it stays the same, no transaction has ended that could have left an event. One round trip for a
-- transaction of its own, which no default decides about: one that is serializable, read-only and deferrable would wait for
-- writers. Touches no table.
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text;
COMMIT
