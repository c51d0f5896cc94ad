-- How many events of each type a rollup by day has counted, and on which days. Touches the rollup.
SELECT ifNull(toString(event_type), '') AS type, toInt64(sum(events)), min(toUnixTimestamp64Micro(toDateTime64(day, 6))),
  max(toUnixTimestamp64Micro(toDateTime64(day, 6)))
FROM {rollup}
GROUP BY type
HAVING sum(events) > 0
ORDER BY type
LIMIT {most}
