-- What the newest events of a time hold: how many there are (kind 0), of how many the context can't be read as JSON (1), and
-- each path with each of its types (2). Touches the event log: the context of so many events.
WITH
  sample AS (SELECT {micros} AS micros, {context} AS context FROM {table} WHERE {which} ORDER BY {newest} LIMIT {most}),
  parsed AS (SELECT micros, accurateCastOrNull(context, 'JSON') AS json FROM sample)
SELECT toInt64(0) AS kind, '' AS path, '' AS type, toInt64(count()), toInt64(min(micros)), toInt64(max(micros)) FROM sample
UNION ALL
SELECT toInt64(1) AS kind, '' AS path, '' AS type, toInt64(countIf(isNull(json))), toInt64(0), toInt64(0) FROM parsed
UNION ALL
SELECT toInt64(2) AS kind, entry.1 AS path, entry.2 AS type, toInt64(count()), toInt64(min(micros)), toInt64(max(micros))
FROM (SELECT micros, arrayJoin(JSONAllPathsWithTypes(assumeNotNull(json))::Array(Tuple(String, String))) AS entry FROM parsed)
GROUP BY path, type
ORDER BY kind, path, type
LIMIT 10000
