-- Takes the lease on the database's clock. Returns the fence and the identity of the database, or no row while another relay
-- holds it: until the row's time or the heartbeat's. A time further away than any lease lasts (a minute at the most) was written
-- before the clock was set back, and nobody holds the lease by it.
-- A relay says which version of the schema it knows, and the database refuses one that is too old, whether or not the lease is
-- free. The fence rises with every change of holder, and a term begins with it. Touches relay_lease, relay_lease_until, relay_term.
WITH taken AS (
  UPDATE postrider.relay_lease
  SET fence = CASE WHEN owner = :owner THEN fence ELSE fence + 1 END,
      owner = :owner,
      claims = CASE WHEN owner = :owner THEN NULL ELSE :version END,
      lease_until = clock_timestamp() + :term_millis * interval '1 millisecond'
  WHERE name = 'relay'
    AND (owner = :owner
         OR needs > :version
         OR lease_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes'
            AND to_timestamp((SELECT last_value FROM postrider.relay_lease_until) / 1000.0)
                NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes')
  RETURNING fence, owner
), begun AS (
  INSERT INTO postrider.relay_term (fence, owner) SELECT fence, owner FROM taken
  -- whoever gave the lease up and takes it again goes on with its term
  ON CONFLICT (fence) DO UPDATE SET released_at = NULL WHERE relay_term.released_at IS NOT NULL
)
SELECT fence, postrider.life() FROM taken
