-- The check under the lock must see what was committed until the lock was taken, and must not take long: always by the index.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL enable_seqscan = off
