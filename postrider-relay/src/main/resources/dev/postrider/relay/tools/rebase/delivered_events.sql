-- The events that the ledger has as delivered, to be asked for in the event log. Reads the whole outbox.
SELECT j.id, j.at FROM ({judged}) j WHERE j.verdict = 'delivered'
