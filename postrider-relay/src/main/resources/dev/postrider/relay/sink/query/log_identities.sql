-- Which of some events are there. Touches {table}: as for the id windows, between the events' own times.
SELECT DISTINCT {event_id}, {micros}
FROM {table}
WHERE {which} AND {event_id} IN ({ids})
