-- How many entries the replicas' common log has: an empty log looks like one with a single entry. Touches system.zookeeper.
SELECT toInt64(count()) AS entries FROM system.zookeeper WHERE path = {path:String}
