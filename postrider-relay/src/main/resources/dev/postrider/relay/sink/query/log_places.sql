-- Where an event is, row by row. Touches {table}: by id alone, so it reads the column event_id of the whole table, unless it has
-- an index; a person asks this, no program.
SELECT _partition_id, _part, toInt64(_part_offset), {micros}, {terms}
FROM {table}
WHERE {which}
ORDER BY _part, _part_offset
LIMIT 1000
