-- For the transaction of a rebase: READ COMMITTED, so that each statement after the lock sees what committed before it.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on
