-- Batches of a range that delivered something and of which no window tells what: how many, their first and last number, and how
-- many events they delivered. Reads the whole ledger. Touches relay_batch, relay_window.
SELECT count(*), COALESCE(min(b.batch_no), 0), COALESCE(max(b.batch_no), 0), COALESCE(sum(b.row_count - b.dead_count), 0)
FROM postrider.relay_batch b
WHERE b.row_count > b.dead_count AND b.batch_no BETWEEN ? AND ?
  AND NOT EXISTS (SELECT FROM postrider.relay_window w WHERE w.batch_no = b.batch_no)
