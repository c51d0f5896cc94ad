-- How many events there are in parts of the time of the same length. Touches the event log: the column of the time, and those that
-- conditions name, between the first and the last.
SELECT toInt64(intDiv({micros} - {first}, {width})) AS bucket, toInt64(count())
FROM {table}
WHERE {which}
GROUP BY bucket
