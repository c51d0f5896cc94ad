-- How many events the event log has, and the times of the first and the last. Touches the event log: no row of one that is
-- partitioned by time, whose parts know it.
SELECT toInt64(count()), {first}, {last} FROM {table}
