-- The check under the lock must see what was committed until the lock was taken.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE
