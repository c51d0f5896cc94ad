-- Whether one of these transactions, which the old snapshot found in progress and which have ended, left an event.
SELECT EXISTS (SELECT FROM postrider.event_outbox e WHERE e.txid = ANY (?::xid8[]))
