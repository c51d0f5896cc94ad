-- The same from PostgreSQL 17 on, which can end a transaction for its age. Touches no table.
SET LOCAL transaction_timeout = 0
