-- Gives the lease up, so that another relay need not wait for its end. Touches relay_lease, relay_lease_until, relay_term.
WITH released AS (
  UPDATE postrider.relay_lease SET lease_until = '-infinity'
  WHERE name = 'relay' AND owner = ?
  RETURNING fence, setval('postrider.relay_lease_until', 1)
)
UPDATE postrider.relay_term t SET released_at = clock_timestamp() FROM released r WHERE t.fence = r.fence
