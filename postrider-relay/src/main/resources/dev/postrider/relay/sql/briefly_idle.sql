-- For a transaction of one statement: a relay that is paused or cut off before the COMMIT must not keep what it has locked.
SET TRANSACTION READ WRITE; SET LOCAL idle_in_transaction_session_timeout = '1s'
