-- How the replica that answers is, and how far behind the others: the newest entry of their common log, the one it takes up next, and
-- how many parts it still has to fetch or to check. No row for a table that is not replicated. Touches system.replicas, which asks Keeper.
SELECT replica_name, zookeeper_path,
  multiIf(is_session_expired, 'its session with Keeper has expired', is_readonly, 'it is read-only', zookeeper_exception) AS trouble,
  toInt64(log_max_index) AS newest, toInt64(log_pointer) AS next, toInt64(inserts_in_queue) AS queued,
  -- a part whose insert lost Keeper is read like any other, until Keeper says minutes later that it is none
  toInt64(parts_to_check) AS checking,
  arrayStringConcat(arraySort(mapKeys(replica_is_active)), ',') AS names,
  toInt64(active_replicas) AS active, toInt64(total_replicas) AS total
FROM system.replicas
WHERE database = {database:String} AND table = {table:String}
