-- The first and the last batch acknowledged in a time, from its begin on and before its end; a null leaves that side open.
-- Touches relay_batch.
WITH period AS (SELECT COALESCE(?::timestamptz, '-infinity') AS since, COALESCE(?::timestamptz, 'infinity') AS before)
SELECT COALESCE(min(b.batch_no), 0), COALESCE(max(b.batch_no), -1)
FROM postrider.relay_batch b, period
WHERE b.done_at >= period.since AND b.done_at < period.before
