-- Where a rollup has another number of events than the event log, by day and type, the newest first; and the first day of the
-- event log's. Touches the event log and the rollup.
SELECT toString(day) AS day, type, toInt64(sum(there)) AS there, toInt64(sum(counted)) AS counted
FROM (
  SELECT toDate32(event_date_time, 'UTC') AS day, ifNull(toString(event_type), '') AS type, count() AS there, 0 AS counted
  FROM {log} GROUP BY day, type
  UNION ALL
  SELECT toDate32({bucket}, 'UTC') AS day, toString(event_type) AS type, 0 AS there, sum(events) AS counted
  FROM {rollup} GROUP BY day, type
)
GROUP BY day, type
HAVING there <> counted
ORDER BY day DESC, type
LIMIT 1000
