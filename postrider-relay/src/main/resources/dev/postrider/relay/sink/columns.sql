-- The event log's columns that can be written. Touches system.columns.
SELECT name, type, default_kind FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND default_kind NOT IN ('ALIAS', 'MATERIALIZED')
ORDER BY position
