-- How many events a rollup has counted before the bucket of the first event that the event log has. Touches both.
SELECT toInt64(sum(events)) AS number
FROM {rollup}
WHERE toUnixTimestamp64Second({bucket}) * 1000000 <= (
  SELECT toInt64(if(count() = 0, 9223372036854775807, min(ifNull(toUnixTimestamp64Micro(event_date_time), 0)) - {micros})) FROM {log})
