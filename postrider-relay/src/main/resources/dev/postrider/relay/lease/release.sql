-- Gives the lease up, so that another relay need not wait for its end. Touches relay_lease.
UPDATE postrider.relay_lease SET lease_until = '-infinity' WHERE name = 'relay' AND owner = ?
