-- How a batch is divided is added to, line by line: the list in relay_batch was written anew with each line.

CREATE TABLE postrider.relay_division (
  batch_no    bigint    NOT NULL REFERENCES postrider.relay_batch ON DELETE CASCADE,
  division_no integer   NOT NULL,
  parts       integer[] NOT NULL,
  way         text      NOT NULL,
  value       integer   NOT NULL,
  PRIMARY KEY (batch_no, division_no)
);

COMMENT ON TABLE postrider.relay_division IS
  'How an unfinished batch was divided into parts that are sent each under a token of its own. Written before a part is sent, so that a relay that takes over sends the same parts, whatever the event log would say to a larger one by then.';
COMMENT ON COLUMN postrider.relay_division.parts IS
  'The parts that are divided, together: 1 is the whole batch, and the parts that a division makes have the next numbers.';
COMMENT ON COLUMN postrider.relay_division.way IS
  'halves; alone: each row; row: the row value, and the others; alike: the rows with the event type of the row value, and the others; sample: value rows from all over, and the others; months, days: by event_date_time, with value months or days in a part.';
COMMENT ON COLUMN postrider.relay_batch.split_parts IS
  'How relays before relay_division kept the parts that are sent as their halves. A relay that takes such a batch over moves them there.';

SELECT postrider.grant_roles();
