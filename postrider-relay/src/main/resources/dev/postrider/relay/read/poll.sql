-- What waits: the snapshot now, whether an event lies behind the old snapshot's xmax, and the last id handed out (which
-- tells how many events may wait, without counting). One index look-up: ORDER BY and LIMIT keep a generic plan from a
-- sequential scan over what was delivered. Writes nothing. Touches event_outbox.
SELECT pg_current_snapshot()::text,
       (SELECT e.txid FROM postrider.event_outbox e WHERE e.txid >= ?::xid8 ORDER BY e.txid LIMIT 1) IS NOT NULL,
       (SELECT last_value FROM postrider.event_outbox_id_seq)
