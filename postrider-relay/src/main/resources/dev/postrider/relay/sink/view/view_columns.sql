-- The columns of the views of the event log's database. Touches system.columns.
SELECT table, name, type FROM system.columns
WHERE database = {database:String} AND table IN (SELECT name FROM system.tables WHERE database = {database:String} AND engine = 'View')
