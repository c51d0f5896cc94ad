-- The highest id above another one that the event log holds of an outbox; 0 if there is none. Events' own times say nothing about
-- when they were delivered, so none are asked for. Touches the event log: reads two columns of it, event_id by an index if it has one.
SELECT ifNull(toInt64(max(event_id)), 0) AS id FROM {table}
WHERE outbox = {outbox:String} AND event_id > {above:Int64}
