-- Times in which the state stayed the same, the newest first: when it was told first and last, and when something else was told next.
-- Of what was told before the range, the last. A silence longer than that is the end of a stretch.
-- Since when an outage lasts does not tell stretches apart: relays tell it anew each time, by their own clocks.
-- Touches delivery_history, in the range alone.
WITH told AS (
  (SELECT * FROM postrider.delivery_history WHERE told_at >= :since::timestamptz
     AND told_at < COALESCE(:before::timestamptz, 'infinity'))
  UNION ALL
  (SELECT * FROM postrider.delivery_history WHERE told_at < :since::timestamptz ORDER BY told_at DESC LIMIT 1)
), changes AS (
  SELECT told_at, state, reason, since, delivered, pending,
         (state, reason) IS DISTINCT FROM (lag(state) OVER times, lag(reason) OVER times)
         OR told_at - lag(told_at) OVER times
            > CASE WHEN state = 'nothing_to_do' THEN :silence_at_rest_millis ELSE :silence_millis END * interval '1 millisecond' AS is_new
  FROM told
  WINDOW times AS (ORDER BY told_at)
), numbered AS (
  SELECT *, count(*) FILTER (WHERE is_new) OVER (ORDER BY told_at) AS stretch FROM changes
), stretches AS (
  SELECT stretch, min(told_at) AS first_at, max(told_at) AS last_at, min(state) AS state, min(reason) AS reason, min(since) AS since,
         max(delivered) AS delivered, max(pending) AS most_pending
  FROM numbered GROUP BY stretch
)
SELECT first_at, last_at, lead(first_at) OVER (ORDER BY stretch) AS next_at, state, reason, since, delivered, most_pending
FROM stretches
ORDER BY stretch DESC
LIMIT :most
