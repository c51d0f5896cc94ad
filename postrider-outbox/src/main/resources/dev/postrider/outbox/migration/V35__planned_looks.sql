-- Who waits for an event asks many times a second. How each session does that is planned at its first questions, when the ledger may be
-- new and have no statistics:
--
--   - The cost is estimated a thousand times too high, so a server that has LLVM compiled 130 expressions for 3.5 s, to answer within 2 ms.
--   - Reading all of a small ledger and sorting it looks cheap. With 1,000 batches that took 0.24 ms for each delivered event; by the index
--     it takes 0.01 ms, however long the ledger is.
--
-- Older relays: go on. They neither ask nor are asked.

ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET jit = off;
ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET enable_seqscan = off;
ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET enable_bitmapscan = off;
ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET enable_sort = off;
ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET enable_indexscan = on;
