-- What a rebase would keep and drop, the events that are dead letters, the batches under way, whether the id sequence is behind the
-- ledger, and the highest id. Reads the whole outbox. Touches event_outbox, relay_batch, outbox_origin, dead_letter.
SELECT {kept}, {dropped}, {letter},
       (SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL),
       (SELECT s.last_value < o.max_id_acknowledged FROM postrider.outbox_origin o, postrider.event_outbox_id_seq s),
       COALESCE(max(f.id), 0)
FROM ({fates}) f
