-- For the transactions that decide: they are short, and must outlive a crash of the server.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; SET LOCAL synchronous_commit = on
