-- The attempts to send a batch, from the first one that failed on: when, where to, what became of it and why.
--
-- Older relays: go on. They write no attempts, and delete none: those of a batch that they forget are left out, and deleted by the next
-- relay of this version.

-- No reference to relay_batch: a row of the ledger must not be locked for the sake of a report. The time of the plan makes up for it: where
-- a rebase gave a batch up, another one may get its number.
CREATE TABLE postrider.relay_attempt (
  batch_no   bigint      NOT NULL,
  planned_at timestamptz NOT NULL,
  -- in the order in which they ended; where there are many, only the first and the newest are kept
  number     integer     NOT NULL CHECK (number > 0),
  -- the relay that sent, as it is called in the lease
  relay      text        NOT NULL,
  -- from 0
  shard      smallint    NOT NULL,
  -- as in relay_division; 1 is all that goes to the shard
  part       integer     NOT NULL,
  row_count  integer     NOT NULL,
  began_at   timestamptz NOT NULL,
  ended_at   timestamptz NOT NULL,
  endpoint   text        NOT NULL,
  outcome    text        NOT NULL CHECK (outcome IN ('stored', 'refused', 'unavailable', 'unknown', 'too_large')),
  -- of ClickHouse's error; 0 if there is none
  code       integer     NOT NULL,
  -- without any value of an event; null where it was stored
  reason     text,
  PRIMARY KEY (batch_no, planned_at, number)
);

COMMENT ON TABLE postrider.relay_attempt IS
  'The attempts to send a batch, from the first one that failed on: at most thirty of a batch, and of the newest five thousand batches that had any. A batch that is stored at once leaves none.';

SELECT postrider.grant_roles();
