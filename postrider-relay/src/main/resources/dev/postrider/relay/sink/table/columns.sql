-- The event log's columns, those that are computed too. Touches system.columns.
SELECT name, type, default_kind, toUInt8(is_in_partition_key OR is_in_sorting_key OR is_in_primary_key) AS in_key
FROM system.columns
WHERE database = {database:String} AND table = {table:String}
ORDER BY position
