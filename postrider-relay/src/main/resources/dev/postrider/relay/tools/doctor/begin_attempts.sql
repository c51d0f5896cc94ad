-- For the transaction that tries what a relay does; it is rolled back. With policies as the user has them: see row_security.sql.
SET TRANSACTION READ WRITE; SET LOCAL row_security = on; SET LOCAL lock_timeout = '100ms'
