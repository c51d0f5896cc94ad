-- How far the replica that answers is behind the others: the newest entry of their common log, the one it takes up next, and how
-- many parts it still has to fetch. No row for a table that is not replicated. Touches system.replicas, which asks Keeper.
SELECT replica_name, toUInt8(is_readonly OR is_session_expired) AS cut_off, zookeeper_path, zookeeper_exception,
  toInt64(log_max_index) AS newest, toInt64(log_pointer) AS next, toInt64(inserts_in_queue) AS queued
FROM system.replicas
WHERE database = {database:String} AND table = {table:String}
