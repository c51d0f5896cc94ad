-- For each transaction of the ledger: a crash of the server must not lose a plan that was already sent, whatever the session's default is.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on
