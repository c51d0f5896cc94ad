-- Which outbox this is, the life that its ledger was written in and the one that the server leads, and how far transaction
-- ids are there. Touches outbox_origin.
SELECT o.outbox, o.system_identifier, COALESCE(o.timeline, 0), postrider.life(), o.max_id_acknowledged, o.ask_up_to_id,
       pg_current_snapshot()::text
FROM postrider.outbox_origin o
