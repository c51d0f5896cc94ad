-- Waits for the transactions that have published something, and keeps others from it until the end. Touches event_outbox.
LOCK TABLE postrider.event_outbox IN SHARE ROW EXCLUSIVE MODE
