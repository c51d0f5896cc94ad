-- Older relays beside newer ones: while a new version is rolled out, both run on this schema.
--
-- Older relays: go on. What they must not do, take a lease that is healthy, is refused here. They don't see how a batch was divided
-- since V16; they ask the event log before they send it, and no relay from before this version was ever released.

-- Each migration from here on says in its header whether relays from before it may go on, as above, or "Older relays: stop." and
-- why; then it calls postrider.require_relay with its own number. A test holds that.

ALTER TABLE postrider.relay_lease
  -- What a relay says of itself while it takes the lease: the newest version of the schema that it knows. Null otherwise.
  ADD COLUMN claims integer,
  -- The same of the relay that holds the lease; 0 for one from before this version, which says nothing.
  ADD COLUMN knows  integer NOT NULL DEFAULT 0,
  -- The version that a relay must know to work here.
  ADD COLUMN needs  integer NOT NULL DEFAULT 0;

-- The lease changes hands. Returns null, which leaves the row as it is and the relay standing by, while the lease is held: an
-- older relay does not see the heartbeat, and takes the lease for one that ran out. Where it is free, relays of this version
-- come first: an older one has to find it free for ten seconds, which it does if there is none but older ones.
CREATE FUNCTION postrider.lease_changes_hands() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  claimed    integer     := COALESCE(NEW.claims, 0);
  newest     integer     := (SELECT max(h.version::integer) FROM postrider.schema_history h WHERE h.success);
  taken_to   timestamptz := OLD.lease_until;
  beaten_to  timestamptz := (SELECT to_timestamp(b.last_value / 1000.0) FROM postrider.relay_lease_until b);
  given_up   timestamptz := (SELECT t.released_at FROM postrider.relay_term t WHERE t.fence = OLD.fence);
  now        timestamptz := clock_timestamp();
  -- a time further away was written before the clock was set back
  longest    timestamptz := now + interval '2 minutes';
  lately     timestamptz := now - interval '10 seconds';
BEGIN
  IF claimed < OLD.needs THEN
    RAISE EXCEPTION 'this relay is too old for the database: it knows the schema postrider up to version %, and a relay has to know version %',
        CASE WHEN claimed = 0 THEN '16 at the most' ELSE claimed::text END, OLD.needs
      USING ERRCODE = 'PR002', HINT = 'Upgrade this relay, or stop it: docs/upgrading.md';
  END IF;
  IF taken_to BETWEEN now AND longest OR beaten_to BETWEEN now AND longest THEN
    RETURN NULL;
  END IF;
  IF claimed < newest
     AND (taken_to BETWEEN lately AND now OR beaten_to BETWEEN lately AND now OR given_up BETWEEN lately AND now) THEN
    RETURN NULL;
  END IF;
  NEW.claims := NULL;
  NEW.knows := claimed;
  RETURN NEW;
END
$$;

COMMENT ON FUNCTION postrider.lease_changes_hands() IS
  'Keeps older relays from taking a lease that another relay holds, and those that are too old from taking it at all.';

CREATE TRIGGER lease_changes_hands BEFORE UPDATE ON postrider.relay_lease
FOR EACH ROW WHEN (NEW.fence <> OLD.fence AND NEW.owner <> '')
EXECUTE FUNCTION postrider.lease_changes_hands();

-- For a migration that older relays would read or write wrongly. Relays that know less are refused from now on; one that is
-- active loses its lease, and what it writes after that is refused by its fence.
CREATE FUNCTION postrider.require_relay(version integer) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE postrider.relay_lease l SET needs = GREATEST(l.needs, require_relay.version) WHERE l.name = 'relay';
  UPDATE postrider.relay_lease l SET owner = '', fence = l.fence + 1, lease_until = '-infinity'
  WHERE l.name = 'relay' AND l.owner <> '' AND l.knows < require_relay.version;
  IF FOUND THEN
    PERFORM setval('postrider.relay_lease_until', 1);
  END IF;
END
$$;

COMMENT ON FUNCTION postrider.require_relay(integer) IS
  'Refuses relays that do not know this version of the schema. For migrations.';

REVOKE EXECUTE ON FUNCTION postrider.require_relay(integer) FROM PUBLIC;

SELECT postrider.grant_roles();
