-- What the newest events of a time hold: how many there are (kind 0), of how many the context can't be read as JSON (1), and
-- each path with each of its types (2). Touches the event log: the context of so many events.
SELECT toInt64(entry.1) AS kind, entry.2 AS path, entry.3 AS type, toInt64(count()), toInt64(min(micros)), toInt64(max(micros))
FROM (
  SELECT micros, arrayJoin(arrayConcat(
    arrayFilter(mark -> mark.1 = 0 OR isNull(json), [(0, '', ''), (1, '', '')]),
    arrayMap(field -> (2, field.1, field.2), JSONAllPathsWithTypes(assumeNotNull(json))::Array(Tuple(String, String))))) AS entry
  FROM (
    SELECT micros, accurateCastOrNull(context, 'JSON') AS json
    FROM (SELECT {micros} AS micros, {context} AS context FROM {table} WHERE {which} ORDER BY {newest} LIMIT {most})
  )
)
GROUP BY kind, path, type
ORDER BY kind, path, type
LIMIT 10000
