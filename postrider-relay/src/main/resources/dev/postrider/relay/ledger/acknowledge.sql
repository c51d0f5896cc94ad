-- Completes a batch and moves the highest id acknowledged. Returns one row, or none when another relay took over,
-- or another server that leads another life.
-- Touches relay_batch, outbox_origin.
WITH done AS (
  UPDATE postrider.relay_batch
  SET done_at = clock_timestamp(), row_count = ?, byte_count = ?, token = decode(?, 'hex'), attempts = ?,
      end_txid = ?::xid8, end_id = ?, exhausted = ?, total_rows = ?, max_id = ?, dead_count = ?
  WHERE batch_no = ? AND fence = ? AND done_at IS NULL AND postrider.life() = ?
    -- in order: what an acknowledged batch has behind it counts as delivered
    AND NOT EXISTS (SELECT FROM postrider.relay_batch earlier WHERE earlier.done_at IS NULL AND earlier.batch_no < ?)
  RETURNING max_id
), moved AS (
  UPDATE postrider.outbox_origin o SET max_id_acknowledged = d.max_id
  FROM done d WHERE d.max_id > o.max_id_acknowledged
)
SELECT max_id FROM done
