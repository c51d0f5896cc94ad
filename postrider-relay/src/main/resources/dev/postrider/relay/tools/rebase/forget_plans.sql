-- Batches under way are given up: their events are pending. Touches relay_batch.
DELETE FROM postrider.relay_batch WHERE done_at IS NULL
