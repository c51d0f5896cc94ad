-- Which outbox this is, whether it lives in the cluster it was made in, and how far transaction ids are there.
-- Touches outbox_origin.
SELECT o.outbox, o.system_identifier, c.system_identifier, o.max_id_acknowledged, o.ask_up_to_id,
       pg_current_snapshot()::text
FROM postrider.outbox_origin o, pg_control_system() c
