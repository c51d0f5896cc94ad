-- Who opened contexts of events in the console, where fields of them are masked for viewers: for audits.
--
-- Older relays: go on. Their consoles mask nothing, and write nothing here.

CREATE TABLE postrider.payload_opening (
  opening_no bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  opened_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  opened_by  text,
  -- a dead letter, an event, a search or a download with its conditions; values of masked fields are left out
  what       json        NOT NULL,
  -- contexts that were shown; 0 where that was not known, as of a download
  events     bigint      NOT NULL
);

COMMENT ON TABLE postrider.payload_opening IS
  'Who opened contexts of events in the console where fields are masked, when, which, and how many.';

-- the audit trail asks for the newest
CREATE INDEX payload_opening_opened_at_idx ON postrider.payload_opening (opened_at);

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
WHERE resumed_at IS NOT NULL
UNION ALL
SELECT made_at, made_at, made_by, 'make token', NULL, json_build_object('number', number, 'name', name, 'role', role), 0, made_note
FROM postrider.console_token
UNION ALL
SELECT revoked_at, revoked_at, revoked_by, 'revoke token', NULL, json_build_object('number', number, 'name', name, 'role', role), 0,
       revoked_note
FROM postrider.console_token
WHERE revoked_at IS NOT NULL
UNION ALL
SELECT opened_at, opened_at, opened_by, 'open payload', NULL, what, events, NULL
FROM postrider.payload_opening;

SELECT postrider.grant_roles();
