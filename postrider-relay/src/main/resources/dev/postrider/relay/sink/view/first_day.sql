-- The day of the first event that the event log has; empty if it has none. Touches the event log.
SELECT if(count() = 0, '', toString(toDate32(min(event_date_time), 'UTC'))) AS day FROM {log}
