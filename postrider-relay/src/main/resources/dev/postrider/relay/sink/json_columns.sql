-- The types of the event log's columns that hold, or are made of, an event's context. Touches system.columns.
SELECT name, type FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND name IN ('event_context', 'event_json') AND type LIKE '%JSON%'
