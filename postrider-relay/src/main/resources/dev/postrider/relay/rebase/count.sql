-- What a rebase would keep and drop, the batches under way, and whether it keeps everything because the id sequence is behind
-- the ledger. Reads the whole outbox. Touches event_outbox, relay_batch, outbox_origin.
SELECT count(*) FILTER (WHERE {pending}), count(*) FILTER (WHERE NOT {pending}),
       (SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL), bool_or(s.last_value < o.max_id_acknowledged),
       COALESCE(max(e.id), 0)
FROM postrider.outbox_origin o
CROSS JOIN postrider.event_outbox_id_seq s
LEFT JOIN (
  SELECT snap_old, snap_new, exhausted, end_txid, end_id
  FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
) last ON true
LEFT JOIN postrider.event_outbox e ON true
