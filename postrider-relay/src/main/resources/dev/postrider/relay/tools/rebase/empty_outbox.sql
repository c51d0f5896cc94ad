-- Empties all leaves: no dead row is left. Touches event_outbox.
TRUNCATE postrider.event_outbox
