-- For what is written down for people: never worth waiting for long, nor for the disk.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '5s';
SET LOCAL idle_in_transaction_session_timeout = '1s'; SET LOCAL synchronous_commit = off
