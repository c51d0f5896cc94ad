-- What a rollup has of the events of {source}. Microseconds, because ClickHouse's own functions for minutes and days end in 2106; signed,
-- because a modulus without a sign gives other remainders before 1970.
SELECT
  toDateTime64(fromUnixTimestamp64Micro(event_micros - positiveModulo(event_micros, toInt64({micros})), 'UTC'), 0, 'UTC') AS {bucket}{columns},
  toInt64(count()) AS events
FROM (SELECT *, ifNull(toUnixTimestamp64Micro(event_date_time), 0) AS event_micros FROM {source})
GROUP BY {bucket}{keys}
