-- What became of some events, a row for each; what the columns say stands with the function (V26). Touches what that touches: the outbox
-- and the ledger by their indexes, and no more of them for an event that has waited for long.
SELECT d.place, d.state, d.outbox, d.batch_no, d.delivered_at, d.committed_at, d.code, d.reason, d.since
FROM postrider.event_deliveries(
  ?::pg_catalog.text[]::pg_catalog.int8[], ?::pg_catalog.text[]::pg_catalog.xid8[],
  ?::pg_catalog.text[]::pg_catalog.timestamptz[], ?::pg_catalog.text[]) d
