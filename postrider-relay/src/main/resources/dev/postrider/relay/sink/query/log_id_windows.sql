-- An outbox's events by id window: how many, and the sum over each column. Touches {table}: reads the columns below of all
-- granules between both times, so it costs as much as the events of that time, however large the table is.
SELECT toInt64(intDiv({event_id}, {window_ids})) AS number, toInt64(count()), {sums}
FROM {table}
WHERE {which}
GROUP BY number
ORDER BY number
