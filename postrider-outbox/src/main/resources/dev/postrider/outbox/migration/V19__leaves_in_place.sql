-- A leaf that somebody put in the place of another is not read: the relay reads leaves by their names. It plans nothing then, and
-- nothing is destroyed, until the leaves are in their places again.
--
-- Older relays: go on. They read as before.

CREATE FUNCTION postrider.leaf_out_of_place() RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT CASE WHEN c.oid IS NULL THEN format('postrider.event_outbox has no partition for the value %s', n)
              ELSE format('the partition of postrider.event_outbox for the value %s is %s', n, c.oid::regclass) END
         || format(', and has to be postrider.event_outbox_%s', n)
  FROM generate_series(0, 7) AS n
  LEFT JOIN (pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid)
         ON i.inhparent = 'postrider.event_outbox'::regclass AND NOT i.inhdetachpending
        AND pg_get_expr(c.relpartbound, c.oid) = format('FOR VALUES IN (%L)', n)
  WHERE c.oid IS DISTINCT FROM to_regclass('postrider.event_outbox_' || n)
  ORDER BY n LIMIT 1
$$;

COMMENT ON FUNCTION postrider.leaf_out_of_place() IS
  'Null if each leaf of the outbox is in its place; otherwise the first place where another table is, or none.';

CREATE OR REPLACE FUNCTION postrider.may_destroy(fence bigint, life text) RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN EXISTS (
      SELECT FROM postrider.relay_lease l, postrider.outbox_origin o
      WHERE l.name = 'relay' AND l.fence = may_destroy.fence
        AND may_destroy.life = postrider.life() AND may_destroy.life = o.system_identifier || '/' || o.timeline)
    AND postrider.ledger_misfit() IS NULL AND postrider.leaf_out_of_place() IS NULL;
END
$$;

SELECT postrider.grant_roles();
