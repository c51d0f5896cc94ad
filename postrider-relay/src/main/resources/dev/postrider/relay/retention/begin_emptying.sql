-- The check under the lock must see what was committed until the lock was taken, and must not take long: always by the index.
-- A relay that is paused or cut off in the middle must not keep a leaf locked: nobody could read past it.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;
SET LOCAL idle_in_transaction_session_timeout = '1s'
