-- What the database says of itself to people calls its identity by one name: as the pages and the relay do. Names of tables,
-- columns and functions stay.
--
-- Older relays: go on. They pass on what the function says, whatever it is.

CREATE OR REPLACE FUNCTION postrider.ledger_misfit() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  origin  postrider.outbox_origin;
  cluster bigint;
  here    oid;
  newest  pg_snapshot;
BEGIN
  SELECT * INTO origin FROM postrider.outbox_origin;
  SELECT c.system_identifier INTO cluster FROM pg_control_system() c;
  IF origin.system_identifier <> cluster THEN
    RETURN format('the outbox was made in the PostgreSQL cluster %s and now lies in %s (dump and restore, pg_upgrade, or another cluster): its ledger does not fit',
                  origin.system_identifier, cluster);
  END IF;
  SELECT d.oid INTO here FROM pg_database d WHERE d.datname = current_database();
  IF origin.database_oid <> here THEN
    RETURN format('the outbox was made in another database of this PostgreSQL cluster (oid %s) and now lies in %I (oid %s; a copy by CREATE DATABASE … TEMPLATE, or dump and restore): its ledger does not fit, and the other one may be delivering under the same name',
                  origin.database_oid, current_database(), here);
  END IF;
  SELECT b.snap_new INTO newest FROM postrider.relay_batch b ORDER BY b.batch_no DESC LIMIT 1;
  IF pg_snapshot_xmax(newest) > pg_snapshot_xmax(pg_current_snapshot()) THEN
    RETURN format('the ledger''s newest snapshot (%s) is ahead of the server (%s): the ledger was written in a later state of the database, or in another one',
                  newest, pg_current_snapshot());
  END IF;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION postrider.life() IS
  'The identity of the database: the cluster''s system identifier and its timeline. Another one than the outbox''s: see outbox_origin and outbox_life.';
COMMENT ON FUNCTION postrider.may_destroy(bigint, text) IS
  'Whether a relay with this fence is the active one, in the database of this identity, with a ledger that fits: only then may it destroy what was delivered.';
COMMENT ON TABLE postrider.outbox_life IS
  'The identities that the outbox''s database has had: one row for each cluster and timeline, with what was done when it began.';

SELECT postrider.grant_roles();
