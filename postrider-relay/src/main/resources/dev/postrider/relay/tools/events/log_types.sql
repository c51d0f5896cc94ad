-- How many events there are of each type and version in a time, and when the first and the last were. Touches the event log: three
-- columns of it, within the time.
SELECT {type} AS type, {version} AS version, toInt64(count()), {first}, {last}, toInt64(countIf({recent}))
FROM {table}
WHERE {which}
GROUP BY type, version
ORDER BY type, version
LIMIT {most}
