-- All events of a batch under way may become dead letters, and who said so is written down. Touches relay_batch, dead_letter_decision.
WITH allowed AS (
  UPDATE postrider.relay_batch SET may_be_refused_whole = true WHERE batch_no = :batch_no AND done_at IS NULL RETURNING batch_no
)
INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note, done, finished_at)
SELECT 'set aside', json_build_object('batch_no', batch_no), :by, :note, 1, clock_timestamp() FROM allowed
