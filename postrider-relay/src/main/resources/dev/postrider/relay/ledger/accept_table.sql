-- Keeps what the event log is like, which has taken events. Touches outbox_origin.
UPDATE postrider.outbox_origin SET accepted_table = ?
