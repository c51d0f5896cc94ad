-- Tokens for the admin API, and what it answered to requests that may come again.
--
-- Older relays: go on. They have no admin API.

-- Never deleted: it is the record of who had access, too.
CREATE TABLE postrider.console_token (
  number       bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  -- a viewer changes nothing
  role         text        NOT NULL CHECK (role IN ('viewer', 'operator')),
  -- SHA-256 of the secret. A slow hash with a salt protects what people think up; the secret is 256 random bits, which nobody guesses
  secret_hash  bytea       NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  made_by      text,
  made_note    text,
  expires_at   timestamptz NOT NULL,
  -- exact to a minute
  last_used_at timestamptz,
  -- null while it is not revoked
  revoked_at   timestamptz,
  revoked_by   text,
  revoked_note text,
  CHECK (expires_at > made_at)
) WITH (fillfactor = 80);

COMMENT ON TABLE postrider.console_token IS
  'Tokens for the admin API of every server of this outbox, with the hashes of their secrets; also those that expired or were revoked.';

CREATE UNIQUE INDEX console_token_name_idx ON postrider.console_token (name) WHERE revoked_at IS NULL;

-- Kept for a day: whoever gets no answer asks again sooner.
CREATE TABLE postrider.console_request (
  -- a token's number, or user: and a name
  actor         text        NOT NULL CHECK (length(actor) BETWEEN 1 AND 255),
  -- what the actor calls the request, and any repetition of it
  key           text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  -- SHA-256 of what was asked: another request must not get this one's answer
  fingerprint   bytea       NOT NULL CHECK (length(fingerprint) = 32),
  begun_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- null while it is under way, or was broken off
  answer_status integer,
  answer_body   text,
  answer_type   text,
  PRIMARY KEY (actor, key)
);

COMMENT ON TABLE postrider.console_request IS
  'Requests to the admin API by their idempotency keys, with what was answered, for a day.';

CREATE INDEX console_request_begun_at_idx ON postrider.console_request (begun_at);

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
WHERE revoked_at IS NOT NULL;

SELECT postrider.grant_roles();
