-- An outbox's events by id: how often each is there, the sum over each column, and the most that hold the same.
-- Touches {table}: as for the id windows.
SELECT {event_id} AS id, toInt64(count()), {sums}
FROM {table}
WHERE {which}
GROUP BY id
ORDER BY id
