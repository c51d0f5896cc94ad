-- What known faults of PostgreSQL depend on, one row. Touches no table but the catalogue.
SELECT EXISTS (SELECT FROM pg_stat_replication) AS "physical standby",
       current_setting('synchronous_standby_names') <> '' AS "synchronous standby",
       EXISTS (SELECT FROM pg_db_role_setting, unnest(setconfig) AS setting
                WHERE setting LIKE 'role=%'
                  AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
                  AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))
         AS "role setting",
       EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS "timescaledb"
