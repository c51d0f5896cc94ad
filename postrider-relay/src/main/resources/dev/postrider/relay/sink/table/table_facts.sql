-- How the event log keeps its data. Touches system.tables.
SELECT engine, engine_full, partition_key FROM system.tables
WHERE database = {database:String} AND name = {table:String}
