-- What goes to one shard of an unfinished batch is whole again. Returns a row, or none when another relay took over. Touches relay_division, relay_batch.
WITH held AS (
  UPDATE postrider.relay_batch SET split_parts = NULL WHERE batch_no = ? AND fence = ? AND done_at IS NULL RETURNING batch_no
), gone AS (
  DELETE FROM postrider.relay_division d USING held WHERE d.batch_no = held.batch_no AND d.shard = ?
)
SELECT batch_no FROM held
