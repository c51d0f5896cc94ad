-- Of the columns that make an event's identity, those that the event log keeps as the relay writes them: what is computed says
-- nothing of an event, and what is ephemeral can't be read. Touches system.columns.
SELECT name, type FROM system.columns
WHERE database = {database:String} AND table = {table:String} AND name IN ('outbox', 'event_id', 'event_date_time')
  AND default_kind NOT IN ('ALIAS', 'MATERIALIZED', 'EPHEMERAL')
