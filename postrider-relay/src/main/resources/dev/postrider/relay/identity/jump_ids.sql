-- Moves the ids on to a value. Would move them back if as many ids as lie between were handed out during the statement.
-- Touches the sequence.
SELECT setval('postrider.event_outbox_id_seq', GREATEST(?, last_value)) FROM postrider.event_outbox_id_seq
