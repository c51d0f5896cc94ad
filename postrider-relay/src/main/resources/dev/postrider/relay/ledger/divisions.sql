-- How a batch is divided, shard by shard, in order. Touches relay_division.
SELECT parts, way, value, shard FROM postrider.relay_division WHERE batch_no = ? ORDER BY shard, division_no
