-- All events of a batch under way may become dead letters. Touches relay_batch.
UPDATE postrider.relay_batch SET may_be_refused_whole = true WHERE batch_no = ? AND done_at IS NULL
