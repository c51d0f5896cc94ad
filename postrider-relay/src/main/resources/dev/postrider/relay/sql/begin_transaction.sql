-- What each transaction of the relay's begins with, so that no default of the server's, the database's or the user's decides how
-- it goes; the statements that follow may ask for something else. For the transaction alone: a pooler may give the session to
-- another client after it. Touches no table.
--
-- row_security off: a read that a policy would filter is an error, instead of fewer rows. What can't be seen whole is not
-- delivered, and never emptied.
--
-- jit off: on tables without statistics a statement of 2 ms is estimated so dear that it is compiled for seconds first.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCAL row_security = off;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL standard_conforming_strings = on;
SET LOCAL jit = off;
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = '60s'
