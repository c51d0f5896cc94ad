-- Events of an outbox after an id and time, page by page in that order. Touches the event log: as for the highest id.
SELECT DISTINCT assumeNotNull(toInt64(event_id)) AS id,
  assumeNotNull(toUnixTimestamp64Micro(toDateTime64(event_date_time, 6, 'UTC'))) AS at FROM {table}
WHERE outbox = {outbox:String}
  AND (event_id > {id:Int64} OR event_id = {id:Int64} AND toUnixTimestamp64Micro(toDateTime64(event_date_time, 6, 'UTC')) > {at:Int64})
ORDER BY id, at
LIMIT {limit:UInt32}
