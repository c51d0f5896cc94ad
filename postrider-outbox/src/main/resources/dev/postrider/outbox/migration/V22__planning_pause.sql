-- A tool that makes a rollup of the event log needs a moment at which every batch that was planned is acknowledged: it pauses
-- planning. And a relay that takes a batch over has to know whether the event log still remembers it: with each plan stands what the
-- event log was then.
--
-- Older relays: go on. They take a refused plan for an error of the database, try again, and go on when the pause ends; they write no
-- mark, and a relay that takes over from them asks the event log as before.

ALTER TABLE postrider.relay_batch ADD COLUMN log_mark text;

COMMENT ON COLUMN postrider.relay_batch.log_mark IS
  'Which event log it was when the batch was planned, how many blocks it had been given, and how many of them it remembered; null if that was not known.';

-- Until when nothing is planned, and who said so. One row; it ends by itself.
CREATE TABLE postrider.planning_pause (
  one          boolean     PRIMARY KEY DEFAULT true CHECK (one),
  holder       text        NOT NULL DEFAULT '',
  paused_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);

COMMENT ON TABLE postrider.planning_pause IS
  'Until when no batch is planned: a tool waits for those that are under way. It ends by itself.';

INSERT INTO postrider.planning_pause DEFAULT VALUES;

-- Pauses planning for so many seconds from now, or prolongs one's own pause. False if another one's pause is under way, or one's own
-- has ended meanwhile. When it returns, every batch that was planned before is in the ledger.
CREATE FUNCTION postrider.pause_planning(new_holder text, seconds integer) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('postrider planning ' || current_database(), 0));
  UPDATE postrider.planning_pause p
  SET holder = new_holder, paused_until = clock_timestamp() + make_interval(secs => seconds)
  WHERE (p.holder = new_holder) = (p.paused_until > clock_timestamp());
  RETURN FOUND;
END
$$;

-- Ends one's own pause. False if it had ended before: then batches may have been planned meanwhile.
CREATE FUNCTION postrider.resume_planning(its_holder text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  lasted boolean;
BEGIN
  SELECT p.paused_until > clock_timestamp() INTO lasted
  FROM postrider.planning_pause p WHERE p.holder = its_holder FOR UPDATE;
  UPDATE postrider.planning_pause p SET holder = '', paused_until = '-infinity' WHERE p.holder = its_holder;
  RETURN COALESCE(lasted, false);
END
$$;

CREATE FUNCTION postrider.refuse_planning() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  pause postrider.planning_pause;
BEGIN
  -- whoever pauses waits for this transaction, and so sees its plan
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('postrider planning ' || current_database(), 0));
  SELECT * INTO pause FROM postrider.planning_pause;
  IF pause.paused_until > clock_timestamp() THEN
    RAISE EXCEPTION 'planning is paused until % by %', pause.paused_until, pause.holder USING ERRCODE = 'PR003';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER planning_may_be_paused BEFORE INSERT ON postrider.relay_batch
  FOR EACH ROW EXECUTE FUNCTION postrider.refuse_planning();

SELECT postrider.grant_roles();
