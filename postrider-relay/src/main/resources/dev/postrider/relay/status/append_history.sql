-- Writes down how delivery stands, if the relay's word counts: it holds the lease, or told of the outage itself and none holds it.
-- Touches delivery_history, relay_lease, relay_outage.
INSERT INTO postrider.delivery_history
  (owner, state, reason, since, pending, pending_is_at_least, lag_millis, delivered, dead_letters, outbox_bytes,
   batches, inserts, insert_millis, longest_insert_millis)
SELECT now.* FROM (
  SELECT :owner::text AS owner, :state::text, :reason::text, :since::timestamptz, :pending::bigint, :pending_is_at_least::boolean,
         :lag_millis::bigint, :delivered::bigint, :dead_letters::bigint, :outbox_bytes::bigint,
         :batches::bigint, :inserts::bigint, :insert_millis::bigint, :longest_insert_millis::bigint) now
WHERE CASE WHEN postrider.lease_until() >= clock_timestamp()
           THEN EXISTS (SELECT FROM postrider.relay_lease l WHERE l.name = 'relay' AND l.owner = now.owner)
           ELSE EXISTS (SELECT FROM postrider.relay_outage t WHERE t.owner = now.owner) END
-- a clock that was set back
ON CONFLICT DO NOTHING
