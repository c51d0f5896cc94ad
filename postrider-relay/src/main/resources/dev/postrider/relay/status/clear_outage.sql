-- Delivery works, says the relay of this name: counts if it holds the lease, or told of the outage itself and none holds it.
-- Touches relay_outage, relay_lease.
DELETE FROM postrider.relay_outage told
USING (SELECT ?::text AS owner) now
WHERE CASE WHEN postrider.lease_until() >= clock_timestamp()
           THEN EXISTS (SELECT FROM postrider.relay_lease l WHERE l.name = 'relay' AND l.owner = now.owner)
           ELSE told.owner = now.owner END
