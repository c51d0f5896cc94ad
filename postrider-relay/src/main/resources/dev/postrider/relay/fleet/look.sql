-- Shows that this process is alive and whether it wants the lease, and returns whoever sits or sat here: what is left of the time
-- for which the sign is valid (null if there is none), whether the process wants the lease, and whether it has left; beside it who
-- took the lease and whether it is free, as take.sql has it. One row without a process if nobody ever sat here.
-- Writes no WAL and needs no transaction id, from PostgreSQL 15 on. Touches relay_member, relay_member_sign_…, relay_lease,
-- relay_lease_until.
SELECT s.process, s.name, s.sign / 2 - s.now AS valid_millis, s.sign % 2 = 1 AS wants, s.sign = 1 AS has_left, l.owner,
       l.lease_until NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes'
       AND to_timestamp((SELECT last_value FROM postrider.relay_lease_until) / 1000.0)
           NOT BETWEEN clock_timestamp() AND clock_timestamp() + interval '2 minutes' AS is_free
FROM postrider.relay_lease l
LEFT JOIN (
  SELECT m.process, m.name, n.now,
         CASE WHEN m.process = :process
              THEN setval(('postrider.relay_member_sign_' || m.seat)::regclass, (n.now + :valid_millis) * 2 + :wants)
              ELSE pg_sequence_last_value(('postrider.relay_member_sign_' || m.seat)::regclass) END AS sign
  FROM postrider.relay_member m, (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now) n
  WHERE m.process <> ''
) s ON true
WHERE l.name = 'relay'
