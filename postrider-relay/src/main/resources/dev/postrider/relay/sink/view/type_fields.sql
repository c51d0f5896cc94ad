-- What the contexts of each event type hold: a row for each path, or one without a path for a type whose contexts hold nothing.
-- Touches the event log: parses, or reads, the context of every event asked for.
SELECT type, toInt64(events) AS events, toInt64(unreadable) AS unreadable, toInt64(length(paths)) AS fields, path,
  arrayStringConcat(types, '\n') AS types
FROM (
  SELECT ifNull(toString(event_type), '') AS type, count() AS events, countIf(isNull({json})) AS unreadable,
    distinctJSONPathsAndTypes({json}) AS found, arraySort(mapKeys(found)) AS paths
  FROM {source}
  {which}
  GROUP BY type
)
LEFT ARRAY JOIN arraySlice(paths, 1, {most}) AS path, arrayMap(path -> found[path], arraySlice(paths, 1, {most})) AS types
ORDER BY type, path
