-- The life that the ledger is written in from now on. Touches outbox_origin.
UPDATE postrider.outbox_origin
SET system_identifier = ?, timeline = ?, ask_up_to_id = GREATEST(ask_up_to_id, ?)
