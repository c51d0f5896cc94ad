-- The highest id handed out, or a little more. Touches the sequence.
SELECT last_value FROM postrider.event_outbox_id_seq
