-- How delivery stood at a time: what was told last before it, and how far back the history goes. The columns are null where nothing was
-- told. Touches delivery_history; index look-ups.
SELECT h.told_at, h.owner, h.state, h.reason, h.since, h.pending, h.pending_is_at_least, h.lag_millis, h.delivered, h.dead_letters,
       h.outbox_bytes,
       (SELECT min(told_at) FROM postrider.delivery_history) AS first_told_at,
       clock_timestamp() AS now,
       h.batches, h.inserts, h.insert_millis, h.longest_insert_millis
FROM (SELECT :at::timestamptz AS at) asked
LEFT JOIN LATERAL (
  SELECT * FROM postrider.delivery_history WHERE told_at <= asked.at ORDER BY told_at DESC LIMIT 1) h ON true
