-- The processes that share the outbox and are alive, and which of them holds the lease. No row in a standby of PostgreSQL, which has
-- no signs. Touches relay_member, relay_member_sign_…, relay_lease, relay_lease_until.
SELECT s.name, starts_with(l.owner, s.name || '/' || s.process || '-') AND postrider.lease_until() >= clock_timestamp() AS leads
FROM (
  SELECT m.name, m.process,
         CASE WHEN NOT pg_is_in_recovery()
              THEN pg_sequence_last_value(('postrider.relay_member_sign_' || m.seat)::regclass) / 2 END AS until
  FROM postrider.relay_member m WHERE m.process <> ''
) s, postrider.relay_lease l
WHERE l.name = 'relay'
  AND s.until BETWEEN extract(epoch FROM clock_timestamp()) * 1000 AND extract(epoch FROM clock_timestamp()) * 1000 + 120000
ORDER BY s.name
