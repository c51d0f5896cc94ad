-- Of some identities, those of no event in the outbox. Reads the whole outbox. Touches event_outbox.
SELECT asked.id, asked.at
FROM unnest(?::bigint[], ?::bigint[]) AS asked (id, at)
WHERE NOT EXISTS (
  SELECT FROM postrider.event_outbox e
  WHERE e.id = asked.id AND floor(extract(epoch FROM e.event_date_time) * 1000000)::bigint = asked.at)
ORDER BY asked.id, asked.at
