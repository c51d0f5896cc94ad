-- Makes the outbox belong to this cluster, as long as nothing was published or planned: a schema that came by dump and
-- restore before it was used. Touches outbox_origin, relay_batch, event_outbox.
UPDATE postrider.outbox_origin SET system_identifier = (SELECT system_identifier FROM pg_control_system()), timeline = NULL
WHERE NOT EXISTS (SELECT FROM postrider.relay_batch) AND NOT EXISTS (SELECT FROM postrider.event_outbox)
