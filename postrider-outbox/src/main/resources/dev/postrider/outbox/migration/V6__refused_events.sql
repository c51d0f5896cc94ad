-- Events that the sink refuses are told apart from those it takes by halving their batch.

ALTER TABLE postrider.relay_batch
  -- The parts of the batch that are sent as their halves: nodes of the tree of halves, 1 is the whole batch, the halves of n
  -- are 2n and 2n + 1. Written before a half is sent, so that a relay that takes over sends the same parts under the same
  -- tokens, whatever the sink would say to a larger part by then. Null unless the batch was halved.
  ADD COLUMN split_parts integer[],
  -- how many of its events became dead letters
  ADD COLUMN dead_count  integer NOT NULL DEFAULT 0,
  -- a person has said that it is not the event log: all of its events may become dead letters
  ADD COLUMN may_be_refused_whole boolean NOT NULL DEFAULT false;

-- What the event log was like when it last took events: a lone event that it refuses as it is still is a bad event; one that
-- it refuses after it was changed may say that the change was bad.
ALTER TABLE postrider.outbox_origin ADD COLUMN accepted_table text;
