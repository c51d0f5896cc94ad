-- For some events' times, in their order, whether the table may have dropped such an event by now. Touches no table.
SELECT toInt64({is_up})
FROM (
  SELECT toDateTime64(fromUnixTimestamp64Micro(arrayJoin([{micros}]), 'UTC'), 6, 'UTC') AS event_date_time
)
