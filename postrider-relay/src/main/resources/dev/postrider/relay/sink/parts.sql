-- The event log's active parts, the fullest partition, and how many partitions were written to lately. Touches system.parts.
SELECT toInt64(countIf(active)) AS parts,
       toInt64(uniqExactIf(partition_id, level = 0 AND modification_time > now() - 600)) AS lately,
       toInt64(arrayMax(arrayConcat([0], sumMapIf([partition_id], [1], active).2))) AS fullest
FROM system.parts WHERE database = {database:String} AND table = {table:String}
