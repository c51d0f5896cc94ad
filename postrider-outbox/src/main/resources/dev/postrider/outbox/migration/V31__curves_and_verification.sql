-- What curves of delivery need besides: how many batches, and how long inserts took. And what comparing the event log with the ledger, in
-- the background of delivery, found last.
--
-- Older relays: go on. They leave the new columns null, and so the size of batches and the insert time of their time are not known; and
-- what they compare, only they know.

ALTER TABLE postrider.delivery_history
  -- the number of the newest acknowledged batch; null if that was not known
  ADD COLUMN batches               bigint,
  -- batches that the relay sent and acknowledged since its entry before; null if that was not known
  ADD COLUMN inserts               bigint,
  -- how long they took together, each from its first send to ClickHouse's confirmation
  ADD COLUMN insert_millis         bigint,
  -- the longest of them; null if there was none
  ADD COLUMN longest_insert_millis bigint;

-- One row, which the active relay writes anew.
CREATE TABLE postrider.last_verification (
  one              boolean     PRIMARY KEY DEFAULT true CHECK (one),
  owner            text        NOT NULL,
  fence            bigint      NOT NULL,
  -- when an id window was compared last
  compared_at      timestamptz NOT NULL,
  -- id windows compared so far in the round that is under way
  compared         bigint      NOT NULL,
  -- how many id windows differed when this relay compared them last, the first of them, and what differs in each, in words
  differing        bigint      NOT NULL,
  first_windows    bigint[]    NOT NULL,
  first_words      text[]      NOT NULL,
  -- the last whole round, of this relay or an earlier one; null if there was none
  round_began_at   timestamptz,
  round_ended_at   timestamptz,
  round_compared   bigint,
  round_differing  bigint,
  round_windows    bigint[],
  round_words      text[],
  CHECK (num_nulls(round_began_at, round_ended_at, round_compared, round_differing, round_windows, round_words) IN (0, 6))
) WITH (fillfactor = 50);

COMMENT ON TABLE postrider.last_verification IS
  'What comparing the event log with the ledger, in the background of delivery, found last.';

SELECT postrider.grant_roles();
