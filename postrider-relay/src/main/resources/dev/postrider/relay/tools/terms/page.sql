-- Who was the active relay when, the newest first, and who holds the lease; one row without a term if there is none.
-- Touches relay_term by its key, relay_lease, relay_lease_until.
SELECT l.owner, l.fence, NULLIF(l.until, '-infinity'), l.until >= clock_timestamp(), pg_is_in_recovery(),
       t.fence, t.owner, t.taken_at, t.released_at,
       (SELECT n.taken_at FROM postrider.relay_term n WHERE n.fence > t.fence ORDER BY n.fence LIMIT 1)
FROM (SELECT) one
LEFT JOIN (SELECT owner, fence, postrider.lease_until() AS until FROM postrider.relay_lease WHERE name = 'relay') l ON true
LEFT JOIN LATERAL (
  SELECT * FROM postrider.relay_term WHERE fence < COALESCE(:after::bigint, 9223372036854775807)
  ORDER BY fence DESC LIMIT :most) t ON true
ORDER BY t.fence DESC
