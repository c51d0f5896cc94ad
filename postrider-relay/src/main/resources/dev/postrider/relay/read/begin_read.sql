-- For the transaction that reads: always the index, never a plan made for other figures.
-- A relay that is paused or cut off in the middle must not keep an old snapshot for hours.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY;
SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;
SET LOCAL idle_in_transaction_session_timeout = '30s'
