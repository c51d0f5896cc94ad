-- A person pauses delivery for as long as it takes, and resumes it: nothing is planned meanwhile, and every status says so.
--
-- Older relays: go on. They take a refused plan for an error of the database, tell of it as an outage, and go on when delivery is resumed.

-- Each pause, with who ended it. One at a time.
CREATE TABLE postrider.delivery_pause (
  pause_no    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  paused_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  paused_by   text,
  note        text        NOT NULL,
  -- null while it lasts
  resumed_at  timestamptz,
  resumed_by  text,
  resume_note text
);

COMMENT ON TABLE postrider.delivery_pause IS
  'When people paused delivery, why, and who resumed it. While a row has no resumed_at, no batch is planned.';

CREATE UNIQUE INDEX delivery_pause_one_idx ON postrider.delivery_pause ((true)) WHERE resumed_at IS NULL;

-- Pauses delivery. False if it is paused already. When it returns, every batch that was planned before is in the ledger.
CREATE FUNCTION postrider.pause_delivery(who text, why text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- a crash of the server must not forget it, whatever the session's default is
  PERFORM set_config('synchronous_commit', 'on', true);
  PERFORM pg_advisory_xact_lock(hashtextextended('postrider planning ' || current_database(), 0));
  INSERT INTO postrider.delivery_pause (paused_by, note) VALUES (who, why) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;

-- Resumes delivery. False if it is not paused.
CREATE FUNCTION postrider.resume_delivery(who text, why text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE postrider.delivery_pause p SET resumed_at = clock_timestamp(), resumed_by = who, resume_note = why WHERE p.resumed_at IS NULL;
  RETURN FOUND;
END
$$;

CREATE OR REPLACE FUNCTION postrider.refuse_planning() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  pause   postrider.planning_pause;
  ordered postrider.delivery_pause;
BEGIN
  -- whoever pauses waits for this transaction, and so sees its plan
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('postrider planning ' || current_database(), 0));
  SELECT * INTO pause FROM postrider.planning_pause;
  IF pause.paused_until > clock_timestamp() THEN
    RAISE EXCEPTION 'planning is paused until % by %', pause.paused_until, pause.holder USING ERRCODE = 'PR003';
  END IF;
  SELECT * INTO ordered FROM postrider.delivery_pause p WHERE p.resumed_at IS NULL;
  -- a rebase begins the ledger anew with an empty batch that is done, and delivers nothing
  IF FOUND AND NEW.done_at IS NULL THEN
    RAISE EXCEPTION 'delivery is paused since % by %: %', ordered.paused_at, COALESCE(ordered.paused_by, 'somebody'), ordered.note
      USING ERRCODE = 'PR005';
  END IF;
  RETURN NEW;
END
$$;

CREATE OR REPLACE VIEW postrider.operator_action AS
SELECT begun_at, finished_at, ordered_by, action, NULL::text AS target, criteria, done, note
FROM postrider.dead_letter_decision
UNION ALL
SELECT started_at, finished_at, ordered_by, kind, target, criteria, sent_rows, note
FROM postrider.relay_replay
UNION ALL
SELECT began_at, began_at, ordered_by, what, NULL, NULL, COALESCE(kept, 0), note
FROM postrider.outbox_life
WHERE what = 'rebase'
UNION ALL
SELECT paused_at, resumed_at, paused_by, 'pause', NULL, NULL, 0, note
FROM postrider.delivery_pause
UNION ALL
SELECT resumed_at, resumed_at, resumed_by, 'resume', NULL, NULL, 0, resume_note
FROM postrider.delivery_pause
WHERE resumed_at IS NOT NULL;

SELECT postrider.grant_roles();
