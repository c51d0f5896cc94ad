-- A row of the history of identities. Without a rebase transaction ids count on. Touches outbox_life, outbox_origin.
INSERT INTO postrider.outbox_life
  (system_identifier, timeline, what, first_batch_no, moved_ids_to, ask_up_to_id, orphans, first_orphan_ids)
SELECT o.system_identifier, o.timeline, ?, COALESCE((SELECT max(l.first_batch_no) FROM postrider.outbox_life l), 1), ?,
       o.ask_up_to_id, ?, ?
FROM postrider.outbox_origin o
