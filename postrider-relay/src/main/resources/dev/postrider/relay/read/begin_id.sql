-- For the transaction that looks for one id: there is no index to use.
SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY
