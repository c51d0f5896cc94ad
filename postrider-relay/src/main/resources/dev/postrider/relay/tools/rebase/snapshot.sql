-- What is visible now. Asked before this transaction has an id of its own, which would look visible in its own snapshot.
SELECT pg_current_snapshot()::text
