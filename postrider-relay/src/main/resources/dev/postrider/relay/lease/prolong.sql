-- Prolongs the lease by a heartbeat, which writes no WAL and assigns no transaction id. Returns the identity of the database,
-- or no row when another relay has taken the lease. A heartbeat that crosses a take-over changes nothing: whoever writes to the
-- ledger shows the fence. Touches relay_lease, relay_lease_until.
SELECT postrider.life(),
       setval('postrider.relay_lease_until', (extract(epoch FROM clock_timestamp()) * 1000)::bigint + ?)
FROM postrider.relay_lease
WHERE name = 'relay' AND owner = ? AND fence = ?
