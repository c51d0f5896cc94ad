-- The snapshot now. As long as it stays the same, no transaction has ended that could have left an event. Touches no table.
SELECT pg_current_snapshot()::text
