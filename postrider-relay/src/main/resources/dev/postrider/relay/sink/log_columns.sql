-- The event log's columns as they are read, computed ones included. Touches system.columns.
SELECT name, type FROM system.columns
WHERE database = {database:String} AND table = {table:String}
