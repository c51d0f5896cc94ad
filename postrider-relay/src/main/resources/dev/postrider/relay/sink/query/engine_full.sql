-- How the event log was made, its TTL included. Touches system.tables.
SELECT engine_full FROM system.tables WHERE database = {database:String} AND name = {table:String}
