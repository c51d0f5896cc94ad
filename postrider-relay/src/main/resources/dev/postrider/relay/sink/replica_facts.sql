-- The replica of the event log that answers, and how the others are. No row if the table is not replicated. Touches system.replicas,
-- which asks Keeper.
SELECT replica_name, multiIf(is_session_expired, 'its session with Keeper has expired', is_readonly, 'it is read-only', zookeeper_exception)
  AS trouble, toInt64(greatest(log_max_index + 1 - log_pointer, 0) + inserts_in_queue) AS behind, toInt64(active_replicas) AS active,
  toInt64(total_replicas) AS total
FROM system.replicas
WHERE database = {database:String} AND table = {table:String}
