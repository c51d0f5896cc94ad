-- Makes the accounts of compose.yaml, each with no more rights than its program needs. Run once by the image postgres, as its
-- superuser, when the volume is new; by hand: psql -f roles.sql, with the three variables set.
--
-- The three roles are those that the migrations would make, had their user the right to; the migrations grant them their parts.
\getenv owner_password POSTRIDER_OWNER_PASSWORD
\getenv users_password USERS_SERVICE_PASSWORD
\getenv relay_password RELAY_PASSWORD

CREATE ROLE postrider_writer NOLOGIN;
CREATE ROLE postrider_relay NOLOGIN;
CREATE ROLE postrider_reader NOLOGIN;

-- Owns the schema postrider, and runs its migrations.
CREATE ROLE postrider_owner LOGIN PASSWORD :'owner_password';
-- The example application: its own table in the schema public, and the outbox to write to and to show.
CREATE ROLE users_service LOGIN PASSWORD :'users_password' IN ROLE postrider_writer, postrider_reader;
-- The relay as a process of its own.
CREATE ROLE relay LOGIN PASSWORD :'relay_password' IN ROLE postrider_relay;

-- Nobody else connects; who owns a schema needs the right to make it.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO postrider_owner, users_service, relay', current_database()) \gexec
SELECT format('GRANT CREATE ON DATABASE %I TO postrider_owner', current_database()) \gexec
GRANT USAGE, CREATE ON SCHEMA public TO users_service;
