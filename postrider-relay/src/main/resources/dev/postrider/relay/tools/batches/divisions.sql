-- How a batch was divided, shard by shard, in order. Touches relay_division, by its key.
SELECT shard, parts, way, value FROM postrider.relay_division WHERE batch_no = :batch_no ORDER BY shard, division_no LIMIT :most
