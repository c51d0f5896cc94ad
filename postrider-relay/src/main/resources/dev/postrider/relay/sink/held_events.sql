-- Events of an outbox above an id, from a time on, page by page in the order of their ids. Touches the event log.
SELECT DISTINCT assumeNotNull(toInt64(event_id)) AS id,
  assumeNotNull(toUnixTimestamp64Micro(toDateTime64(event_date_time, 6, 'UTC'))) AS at FROM {table}
WHERE outbox = {outbox:String} AND event_date_time >= fromUnixTimestamp64Micro({since:Int64})
  AND (event_id > {id:Int64} OR event_id = {id:Int64} AND toUnixTimestamp64Micro(toDateTime64(event_date_time, 6, 'UTC')) > {at:Int64})
ORDER BY id, at
LIMIT {limit:UInt32}
