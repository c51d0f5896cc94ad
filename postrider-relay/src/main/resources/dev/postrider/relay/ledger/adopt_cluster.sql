-- Makes the outbox belong to this database, as long as nothing was published or planned: a schema that came by dump and
-- restore, or with a copied database, before it was used. A copy within the cluster takes the name of its own database, as a
-- new outbox does: under the same name both would give out the same ids. Touches outbox_origin, relay_batch, event_outbox.
UPDATE postrider.outbox_origin o
SET system_identifier = c.system_identifier, timeline = NULL, database_oid = d.oid,
    outbox = CASE WHEN o.system_identifier = c.system_identifier AND o.database_oid <> d.oid THEN d.datname ELSE o.outbox END
FROM pg_control_system() c, pg_database d
WHERE d.datname = current_database()
  AND NOT EXISTS (SELECT FROM postrider.relay_batch) AND NOT EXISTS (SELECT FROM postrider.event_outbox)
