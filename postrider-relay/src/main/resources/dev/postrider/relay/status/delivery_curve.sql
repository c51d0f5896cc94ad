-- What was told of delivery in a range of times, put together for even buckets of time: a row for what lies between entries of one bucket,
-- and one for the step from an entry to the first of a later bucket, whose levels are the entry's. Of what was told before the
-- range, the last entry, and of what was told behind it, the first. An entry counts until known_until; what happened in a longer silence is left out.
-- Touches delivery_history, in the range alone.
WITH steps AS (
  SELECT told_at, pending, pending_is_at_least, lag_millis, dead_letters, outbox_bytes, inserts, insert_millis, longest_insert_millis,
         told_at + CASE WHEN state = 'nothing_to_do' THEN :silence_at_rest_millis * interval '1 millisecond'
                        ELSE :silence_millis * interval '1 millisecond' END AS known_until,
         lead(told_at) OVER times AS next_at,
         lead(delivered) OVER times - delivered AS more,
         lead(batches) OVER times - batches AS more_batches
  FROM postrider.delivery_history
  WHERE told_at >= COALESCE((SELECT told_at FROM postrider.delivery_history WHERE told_at < :since::timestamptz
                             ORDER BY told_at DESC LIMIT 1), :since::timestamptz)
    AND told_at <= COALESCE((SELECT told_at FROM postrider.delivery_history WHERE told_at >= :before::timestamptz
                             ORDER BY told_at LIMIT 1), :before::timestamptz)
  -- the frame makes the look-ahead cheap
  WINDOW times AS (ORDER BY told_at ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)
), binned AS (
  SELECT *,
         date_bin(:step_micros::bigint * interval '1 microsecond', told_at, :since::timestamptz) AS bucket,
         date_bin(:step_micros::bigint * interval '1 microsecond', next_at, :since::timestamptz) AS next_bucket,
         next_at > known_until AS is_silence
  FROM steps
)
SELECT bucket, next_bucket, min(told_at), max(next_at), max(known_until),
       max(lag_millis), max(pending), bool_or(pending_is_at_least), max(dead_letters), max(outbox_bytes),
       (extract(epoch FROM sum(next_at - told_at) FILTER (WHERE is_silence)) * 1000000)::bigint AS silent_micros,
       (sum(more) FILTER (WHERE NOT is_silence))::bigint, bool_or(more < 0),
       (sum(more_batches) FILTER (WHERE NOT is_silence))::bigint, bool_or((more_batches < 0) IS NOT FALSE),
       sum(inserts)::bigint, sum(insert_millis)::bigint, max(longest_insert_millis),
       clock_timestamp()
FROM binned
GROUP BY bucket, next_bucket
