-- The event log's columns, computed ones included, and how each comes to its value. Touches system.columns.
SELECT name, type, default_kind FROM system.columns
WHERE database = {database:String} AND table = {table:String}
