-- The same for all servers that share a table's storage. Touches system.tables.
SELECT toString(uuid) AS uuid FROM system.tables WHERE database = {database:String} AND name = {table:String}
