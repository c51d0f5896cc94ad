-- Whether a relay may take the lease now, as the statement says that takes it; or would be refused. Touches relay_lease,
-- relay_lease_until.
SELECT owner = :owner
       OR needs > :version
       OR lease_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes'
          AND to_timestamp((SELECT last_value FROM postrider.relay_lease_until) / 1000.0)
              NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes'
FROM postrider.relay_lease WHERE name = 'relay'
