-- How many blocks the event log remembers to drop repeated ones, and for how long, and how many blocks it was ever given.
-- Touches system.tables, system.merge_tree_settings and system.parts.
SELECT engine, engine_full,
  -- the table that it is: one of the same name may be another
  if(uuid = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(uuid)) AS uuid,
  (SELECT toInt64(value) FROM system.merge_tree_settings WHERE name = 'non_replicated_deduplication_window') AS plain,
  (SELECT toInt64(value) FROM system.merge_tree_settings WHERE name = 'replicated_deduplication_window') AS replicated,
  (SELECT toInt64(value) FROM system.merge_tree_settings WHERE name = 'replicated_deduplication_window_seconds') AS seconds,
  -- numbers are given to a table's blocks one after the other
  (SELECT toInt64(max(max_block_number)) FROM system.parts
    WHERE database = {database:String} AND table = {table:String}) AS highest
FROM system.tables
WHERE database = {database:String} AND name = {table:String}
