-- Takes or prolongs the lease on the database's clock. Returns the fence and the life that the server leads, or no
-- row while another relay holds it.
-- The fence rises with every change of holder. Touches relay_lease.
UPDATE postrider.relay_lease
SET fence = CASE WHEN owner = ? THEN fence ELSE fence + 1 END,
    owner = ?,
    lease_until = clock_timestamp() + ? * interval '1 millisecond'
WHERE name = 'relay' AND (owner = ? OR lease_until < clock_timestamp())
RETURNING fence, postrider.life()
