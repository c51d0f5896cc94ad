-- Moves the ids on by taking so many of them: never backwards, whoever else takes ids meanwhile. Touches the sequence.
SELECT max(nextval('postrider.event_outbox_id_seq')) FROM generate_series(1, ?)
