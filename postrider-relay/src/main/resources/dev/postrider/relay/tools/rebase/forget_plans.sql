-- Batches under way are given up: their events are pending. Their numbers may be given to others, so the attempts to send them go too.
-- Touches relay_batch, relay_attempt.
WITH gone AS (
  DELETE FROM postrider.relay_batch WHERE done_at IS NULL RETURNING batch_no
)
DELETE FROM postrider.relay_attempt a USING gone WHERE a.batch_no = gone.batch_no
