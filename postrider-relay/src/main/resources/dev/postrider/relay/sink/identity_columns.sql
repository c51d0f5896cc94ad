-- Of the columns that make an event's identity, those that the event log has. Touches system.columns.
SELECT name, type FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND name IN ('outbox', 'event_id', 'event_date_time')
