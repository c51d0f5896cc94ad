-- The identity of the database, in which the ledger is written from now on, and up to which id batches are asked for before they are sent.
-- Touches outbox_origin.
UPDATE postrider.outbox_origin
SET system_identifier = ?, timeline = ?, ask_up_to_id = GREATEST(ask_up_to_id, ?)
