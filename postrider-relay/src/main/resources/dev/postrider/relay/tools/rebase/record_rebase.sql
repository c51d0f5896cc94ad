-- A row of the history of identities; transaction ids count from the batch after the mark on. Touches outbox_life, outbox_origin.
INSERT INTO postrider.outbox_life
  (system_identifier, timeline, what, first_batch_no, moved_ids_to, ask_up_to_id, orphans, first_orphan_ids, kept, dropped,
   ordered_by, note)
SELECT o.system_identifier, o.timeline, 'rebase', :first_batch_no, :moved_ids_to, o.ask_up_to_id, :orphans, :first_orphan_ids, :kept,
       :dropped, :by, :note
FROM postrider.outbox_origin o
