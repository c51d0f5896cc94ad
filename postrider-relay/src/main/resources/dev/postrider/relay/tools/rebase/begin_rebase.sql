-- For the transaction of a rebase: READ COMMITTED, so that each statement after the lock sees what committed before it. What it
-- puts back was published before: a budget over its limit does not refuse it. It is idle while the event log is asked.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on; SET LOCAL postrider.gate = 'pass';
SET LOCAL idle_in_transaction_session_timeout = 0
