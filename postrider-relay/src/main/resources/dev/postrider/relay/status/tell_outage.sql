-- Tells of an outage. The word of the relay that holds the lease counts; while none holds it, that of the first one, as long as it
-- goes on telling. The outage began with the first failure of any relay since delivery worked. Touches relay_outage, relay_lease.
WITH now AS (
  SELECT :owner::text AS owner, :place::text AS place, :kind::text AS kind, :code::text AS code, :reason::text AS reason,
         clock_timestamp() - :age_millis::bigint * interval '1 millisecond' AS since, :attempts::integer AS attempts
), lease AS (
  SELECT l.owner FROM postrider.relay_lease l WHERE l.name = 'relay' AND postrider.lease_until() >= clock_timestamp()
)
INSERT INTO postrider.relay_outage AS told (owner, place, kind, code, reason, since, attempts)
SELECT now.* FROM now
WHERE NOT EXISTS (SELECT FROM lease WHERE lease.owner <> now.owner)
ON CONFLICT (one) DO UPDATE
SET owner = EXCLUDED.owner, place = EXCLUDED.place, kind = EXCLUDED.kind, code = EXCLUDED.code, reason = EXCLUDED.reason,
    since = LEAST(told.since, EXCLUDED.since), attempts = EXCLUDED.attempts, told_at = clock_timestamp()
WHERE told.owner = EXCLUDED.owner
   OR told.told_at < clock_timestamp() - interval '2 minutes'
   OR EXISTS (SELECT FROM lease WHERE lease.owner = EXCLUDED.owner)
