-- How many batches are planned and not acknowledged. Touches relay_batch.
SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL
