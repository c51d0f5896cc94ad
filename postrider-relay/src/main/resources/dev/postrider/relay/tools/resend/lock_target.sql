-- One resend at a time: two could send the same event, each finding it missing. Held by this transaction, so it ends with it,
-- however its process ends, and behind a transaction pooler too. True if it is ours.
SELECT pg_try_advisory_xact_lock(hashtextextended('postrider resend ' || current_database(), 0))
