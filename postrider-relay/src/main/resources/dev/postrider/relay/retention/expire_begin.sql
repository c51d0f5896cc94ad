-- For a transaction that deletes: it is never worth waiting for long.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '20s';
SET LOCAL idle_in_transaction_session_timeout = '5s'
