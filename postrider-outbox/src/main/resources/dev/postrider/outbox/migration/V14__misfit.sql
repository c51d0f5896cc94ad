-- Whether the ledger speaks of the database it lies in, in one place for all who ask: the relay before it delivers, whoever
-- destroys something that was delivered, and whoever reports.

ALTER TABLE postrider.outbox_origin
  -- The database within the cluster: a copy of it (CREATE DATABASE … TEMPLATE, dump and restore) in the same cluster has another.
  ADD COLUMN database_oid oid;

UPDATE postrider.outbox_origin o SET database_oid = d.oid
FROM pg_catalog.pg_database d, pg_catalog.pg_control_system() c
WHERE d.datname = pg_catalog.current_database() AND o.system_identifier = c.system_identifier;

CREATE FUNCTION postrider.ledger_misfit() RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
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
    RETURN format('the ledger''s newest snapshot (%s) is ahead of the server (%s): the ledger is of another life of the database',
                  newest, pg_current_snapshot());
  END IF;
  RETURN NULL;
END
$$;

COMMENT ON FUNCTION postrider.ledger_misfit() IS
  'Null if the ledger speaks of this database; otherwise why it does not: then nobody can tell from it what was delivered. After a promotion it still fits. Works on a standby too.';

-- What a relay asks in the transaction that destroys something (empties a leaf, forgets a batch or a dead letter): whether it
-- is still the active one under this fence, and in the life of the database for which the ledger was found to fit.
CREATE FUNCTION postrider.may_destroy(fence bigint, life text) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
AS $$
BEGIN
  RETURN EXISTS (
      SELECT FROM postrider.relay_lease l, postrider.outbox_origin o
      WHERE l.name = 'relay' AND l.fence = may_destroy.fence
        AND may_destroy.life = postrider.life() AND may_destroy.life = o.system_identifier || '/' || o.timeline)
    AND postrider.ledger_misfit() IS NULL;
END
$$;

COMMENT ON FUNCTION postrider.may_destroy(bigint, text) IS
  'Whether a relay with this fence is the active one, in this life of the database, with a ledger that fits: only then may it destroy what was delivered.';

SELECT postrider.grant_roles();
