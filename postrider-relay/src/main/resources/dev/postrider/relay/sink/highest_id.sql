-- The highest id that the event log holds of an outbox, among events from a time on; 0 if there is none. The time keeps it from
-- reading old partitions. Touches the event log.
SELECT ifNull(toInt64(max(event_id)), 0) AS id FROM {table}
WHERE outbox = {outbox:String} AND event_date_time >= fromUnixTimestamp64Micro({since:Int64})
