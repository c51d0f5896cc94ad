-- Takes a seat whose sign has run out, and shows a sign at once. Changes no row if all seats are taken, or another process that is
-- alive has the name. Touches relay_member, relay_member_sign_….
WITH seats AS MATERIALIZED (
  SELECT m.seat, m.process, m.name,
         COALESCE(pg_sequence_last_value(('postrider.relay_member_sign_' || m.seat)::regclass), 0) / 2
           BETWEEN n.now AND n.now + 120000 AS is_taken
  FROM postrider.relay_member m, (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now) n
)
UPDATE postrider.relay_member m SET process = :process, name = :name, since = clock_timestamp()
WHERE m.seat = (SELECT s.seat FROM seats s WHERE NOT s.is_taken ORDER BY s.seat LIMIT 1)
  -- asked again when another process has taken the seat meanwhile
  AND m.process = (SELECT s.process FROM seats s WHERE NOT s.is_taken ORDER BY s.seat LIMIT 1)
  AND NOT EXISTS (SELECT FROM seats s WHERE s.is_taken AND s.name = :name)
RETURNING setval(('postrider.relay_member_sign_' || m.seat)::regclass,
                 ((extract(epoch FROM clock_timestamp()) * 1000)::bigint + :valid_millis) * 2)
