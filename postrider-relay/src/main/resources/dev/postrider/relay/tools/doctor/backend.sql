-- The server process that runs this transaction, and whether a setting of the session is still there. Touches no table.
SELECT pg_backend_pid(), COALESCE(current_setting('postrider.doctor', true), '')
