-- When the newest acknowledged batch was acknowledged. Touches relay_batch.
SELECT done_at FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
