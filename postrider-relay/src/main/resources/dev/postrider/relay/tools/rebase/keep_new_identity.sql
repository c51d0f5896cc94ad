-- The identity of the database, in which the ledger is written from now on, in this database. Touches outbox_origin.
UPDATE postrider.outbox_origin
SET system_identifier = ?, timeline = ?, ask_up_to_id = GREATEST(ask_up_to_id, ?),
    database_oid = (SELECT oid FROM pg_database WHERE datname = current_database())
