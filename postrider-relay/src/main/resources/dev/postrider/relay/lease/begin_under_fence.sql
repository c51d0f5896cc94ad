-- For each transaction of the ledger: a crash of the server must not lose a plan that was already sent, whatever the session's default is.
-- A relay that is paused or cut off in the middle must not keep the lease's row locked: others could not take over.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on;
SET LOCAL idle_in_transaction_session_timeout = '1s'
