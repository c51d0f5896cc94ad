-- For the transactions that decide: they are short, and must outlive a crash of the server. What goes back to the outbox was
-- published before: a budget over its limit does not refuse it.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on; SET LOCAL postrider.gate = 'pass'
