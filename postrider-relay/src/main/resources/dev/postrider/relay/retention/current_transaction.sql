-- How far transaction ids are: the transaction window that writers write to now. Assigns no transaction id.
SELECT pg_snapshot_xmax(pg_current_snapshot())::text
