-- Which of these events the event log holds, by identity: (outbox, event_id, event_date_time). Touches the event log; the
-- times' range lets it skip partitions, and within them most of what has other times.
SELECT toInt64(event_id) AS id, toUnixTimestamp64Micro(toDateTime64(event_date_time, 6, 'UTC')) AS time
FROM {table}
WHERE event_date_time BETWEEN fromUnixTimestamp64Micro({first:Int64}, 'UTC') AND fromUnixTimestamp64Micro({last:Int64}, 'UTC')
  {outbox_too}
  AND event_id IN ({ids})
