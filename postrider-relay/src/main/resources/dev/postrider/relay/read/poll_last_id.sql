-- The last id handed out, to a committed event or not. Touches event_outbox_id_seq.
SELECT last_value FROM postrider.event_outbox_id_seq
