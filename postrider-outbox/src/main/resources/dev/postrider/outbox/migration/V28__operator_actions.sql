-- Who did what by hand, when, and to how many events: for audits, and to go on with what was broken off.
--
-- Older relays: go on. Older tools decide about dead letters without an entry here.

-- Each order about dead letters, with how far it got. The letters bear who decided too, until they are decided about again.
CREATE TABLE postrider.dead_letter_decision (
  decision_no bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  action      text        NOT NULL CHECK (action IN ('requeue', 'discard', 'set aside')),
  -- which letters were meant: open ones that were refused before it began, and meet each condition that is named
  criteria    json        NOT NULL,
  ordered_by  text,
  note        text,
  begun_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- letters decided about so far; of what was set aside, the batch
  done        bigint      NOT NULL DEFAULT 0,
  -- null while it is under way, or was broken off
  finished_at timestamptz
);

COMMENT ON TABLE postrider.dead_letter_decision IS
  'Orders about dead letters: who, when, which, how many, why. What was broken off can be resumed.';

CREATE INDEX dead_letter_decision_unfinished_idx ON postrider.dead_letter_decision (decision_no) WHERE finished_at IS NULL;

CREATE VIEW postrider.operator_action AS
SELECT begun_at, finished_at, ordered_by, action, NULL::text AS target, criteria, done, note
FROM postrider.dead_letter_decision
UNION ALL
SELECT started_at, finished_at, ordered_by, kind, target, criteria, sent_rows, note
FROM postrider.relay_replay
UNION ALL
SELECT began_at, began_at, ordered_by, what, NULL, NULL, COALESCE(kept, 0), note
FROM postrider.outbox_life
WHERE what = 'rebase';

COMMENT ON VIEW postrider.operator_action IS
  'What people did by hand: who, when, what, to how many events, why. finished_at is null while it is under way, or was broken off.';

SELECT postrider.grant_roles();
