-- Writes down attempts to send a batch behind those that were written down before, and deletes those in the middle, so that the first and
-- the newest remain; none if the ledger has no such batch. Of two relays that write of one batch at the same time, one may write less.
-- Touches relay_attempt; reads relay_batch, by its key.
WITH batch AS (
  SELECT b.batch_no, b.planned_at FROM postrider.relay_batch b WHERE b.batch_no = :batch_no
), before AS (
  SELECT COALESCE(max(a.number), 0) AS number
  FROM postrider.relay_attempt a
  JOIN batch USING (batch_no, planned_at)
), added AS (
  INSERT INTO postrider.relay_attempt
    (batch_no, planned_at, number, relay, shard, part, row_count, began_at, ended_at, endpoint, outcome, code, reason)
  SELECT batch.batch_no, batch.planned_at, before.number + n.place, :relay::text, n.shard, n.part, n.row_count,
         statement_timestamp() - n.began_micros_ago * interval '1 microsecond',
         statement_timestamp() - n.ended_micros_ago * interval '1 microsecond', n.endpoint, n.outcome, n.code, NULLIF(n.reason, '')
  FROM batch, before,
    unnest(:places::integer[], :shards::smallint[], :parts::integer[], :row_counts::integer[], :began_micros_ago::bigint[],
           :ended_micros_ago::bigint[], :endpoints::text[], :outcomes::text[], :codes::integer[], :reasons::text[])
      AS n (place, shard, part, row_count, began_micros_ago, ended_micros_ago, endpoint, outcome, code, reason)
  WHERE before.number + n.place <= :first::integer OR n.place > :attempts::integer - :newest::integer
  ON CONFLICT DO NOTHING
)
DELETE FROM postrider.relay_attempt a
USING batch, before
WHERE a.batch_no = batch.batch_no
  AND (a.planned_at <> batch.planned_at
       OR (a.number > :first::integer AND a.number <= before.number + :attempts::integer - :newest::integer))
