-- From now on a batch may be sent without events that the event log stores from elsewhere: it is not to be sent again as the whole that
-- its token stands for. Touches relay_batch.
UPDATE postrider.relay_batch SET log_mark = NULL WHERE batch_no = ? AND fence = ? AND done_at IS NULL
