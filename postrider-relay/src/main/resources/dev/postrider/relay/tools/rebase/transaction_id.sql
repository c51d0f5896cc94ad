-- A transaction id that nobody else will use. Touches no table.
SELECT pg_current_xact_id()::text
