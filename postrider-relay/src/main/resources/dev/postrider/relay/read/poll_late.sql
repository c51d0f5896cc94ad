-- Whether one of these transactions, which the old snapshot found in progress and which have ended, left an event: it did if
-- it is the first at or after itself. One index look-up each. Touches event_outbox.
SELECT COALESCE(bool_or(late.txid =
         (SELECT e.txid FROM postrider.event_outbox e WHERE e.txid >= late.txid ORDER BY e.txid LIMIT 1)), false)
FROM unnest(?::xid8[]) AS late (txid)
