-- Completes a batch, moves the highest id acknowledged, and writes what it delivered within each id window. Returns one row,
-- or none when another relay took over, or the server has another identity; then nothing is written.
-- Touches relay_batch, outbox_origin, relay_window.
WITH done AS (
  UPDATE postrider.relay_batch
  SET done_at = clock_timestamp(), row_count = :rows, byte_count = :bytes, token = decode(:token, 'hex'), attempts = :attempts,
      end_txid = :end_txid::xid8, end_id = :end_id, exhausted = :exhausted, total_rows = :total_rows, max_id = :max_id,
      dead_count = :dead
  WHERE batch_no = :batch_no AND fence = :fence AND done_at IS NULL AND postrider.life() = :identity
    -- In order: what an acknowledged batch has behind it counts as delivered. Each asks for the one before it, which asked for
    -- the one before that: a search for any would walk past what all batches have left in the index since the oldest snapshot that is held.
    AND NOT EXISTS (SELECT FROM postrider.relay_batch before WHERE before.batch_no = :batch_no - 1 AND before.done_at IS NULL)
  RETURNING batch_no, max_id
), moved AS (
  UPDATE postrider.outbox_origin o SET max_id_acknowledged = d.max_id
  FROM done d WHERE d.max_id > o.max_id_acknowledged
), kept AS (
  INSERT INTO postrider.relay_window (id_window, batch_no, row_count, sums, ids, first_time, last_time)
  SELECT w.id_window, d.batch_no, w.row_count, w.sums, w.ids,
         -- in two steps: an interval is multiplied by a double, which is exact for 285 years of microseconds only
         'epoch'::timestamptz + w.first_micros / 1000000 * interval '1 second' + w.first_micros % 1000000 * interval '1 microsecond',
         'epoch'::timestamptz + w.last_micros / 1000000 * interval '1 second' + w.last_micros % 1000000 * interval '1 microsecond'
  FROM done d,
       unnest(:id_windows::bigint[], :window_rows::integer[], :window_sums::bytea[], :window_ids::bytea[],
              :window_first_micros::bigint[], :window_last_micros::bigint[])
         AS w (id_window, row_count, sums, ids, first_micros, last_micros)
)
SELECT max_id FROM done
