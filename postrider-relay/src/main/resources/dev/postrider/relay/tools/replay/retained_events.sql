-- How many events the outbox holds: those that a replay looks at. Touches event_outbox, its index alone where it was vacuumed.
SELECT count(*) FROM postrider.event_outbox
