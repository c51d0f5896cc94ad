-- Which outbox this is, the identity of the database that its ledger was written in and the one that the server has, and why the
-- ledger does not fit the database, if so; and the first leaf that is not in its place. Touches outbox_origin, relay_batch.
SELECT o.outbox, o.system_identifier, COALESCE(o.timeline, 0), postrider.life(), o.max_id_acknowledged, o.ask_up_to_id,
       postrider.ledger_misfit(), postrider.leaf_out_of_place()
FROM postrider.outbox_origin o
