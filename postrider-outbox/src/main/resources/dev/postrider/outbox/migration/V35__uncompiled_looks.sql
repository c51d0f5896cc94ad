-- Who waits for an event asks many times a second. On tables without statistics, as new ones are, the question's cost is estimated a
-- thousand times too high, so a server that has LLVM compiled its 130 expressions for 3.5 s, to answer within 2 ms.
--
-- Older relays: go on. They neither ask nor are asked.

ALTER FUNCTION postrider.event_deliveries(bigint[], xid8[], timestamptz[], text[]) SET jit = off;
