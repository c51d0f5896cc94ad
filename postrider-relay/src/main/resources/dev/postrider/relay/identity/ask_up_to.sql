-- Batches with ids up to this one are asked for before they are sent. Touches outbox_origin.
UPDATE postrider.outbox_origin SET ask_up_to_id = GREATEST(ask_up_to_id, ?)
