-- Names the outbox, as long as nothing was delivered under another name. Touches outbox_origin, relay_batch.
UPDATE postrider.outbox_origin SET outbox = ?
WHERE NOT EXISTS (SELECT FROM postrider.relay_batch)
