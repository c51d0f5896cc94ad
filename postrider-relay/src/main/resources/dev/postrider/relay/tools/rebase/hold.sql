-- Whether the fence holds the lease under this identity of the database; keeps others from taking it until the transaction's end.
-- Touches relay_lease.
SELECT fence FROM postrider.relay_lease WHERE name = 'relay' AND fence = ? AND postrider.life() = ? FOR UPDATE
