-- The first transaction id at or after a point that left an event: transaction windows without any are skipped, not walked.
SELECT e.txid::text AS first_txid
FROM postrider.event_outbox e
WHERE e.txid >= ?::xid8 AND e.txid < ?::xid8
ORDER BY e.txid
LIMIT 1
