-- Why the ledger can't be believed about the events beside it; null if it can. Touches outbox_origin, relay_batch, event_outbox.
SELECT reason FROM postrider.ledger_doubt
