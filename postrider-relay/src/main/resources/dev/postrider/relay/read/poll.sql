-- What waits: the snapshot now, whether an event lies behind the old snapshot's xmax, and the last id handed out (which
-- tells how many events may wait, without counting). One index look-up; writes nothing. Touches event_outbox.
SELECT pg_current_snapshot()::text,
       EXISTS (SELECT FROM postrider.event_outbox e WHERE e.txid >= ?::xid8 ORDER BY e.txid LIMIT 1),
       (SELECT last_value FROM postrider.event_outbox_id_seq)
