-- The event log's columns with its engine and sorting key. Touches system.columns and system.tables.
SELECT c.name AS name, c.type AS type, c.default_kind AS kind, t.engine AS engine, t.sorting_key AS sorting_key
FROM system.columns AS c
INNER JOIN system.tables AS t ON t.database = c.database AND t.name = c.table
WHERE c.database = {database:String} AND c.table = {table:String}
ORDER BY c.position
