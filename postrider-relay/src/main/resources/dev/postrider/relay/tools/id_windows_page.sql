-- What batches delivered in the next id windows, without the ids. Touches relay_window.
WITH page AS (
  SELECT DISTINCT w.id_window FROM postrider.relay_window w
  WHERE w.id_window > ?{which}
  ORDER BY w.id_window
  LIMIT ?
)
SELECT w.id_window, w.row_count, w.sums, w.first_time, w.last_time
FROM postrider.relay_window w JOIN page USING (id_window)
ORDER BY w.id_window
