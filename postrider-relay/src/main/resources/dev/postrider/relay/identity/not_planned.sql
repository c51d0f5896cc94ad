-- Of some identities (ids, and times in microseconds since 1970), those of no event in a batch that is planned and not
-- acknowledged. Touches relay_batch, event_outbox (by its index).
WITH planned AS MATERIALIZED (
  SELECT e.id, floor(extract(epoch FROM e.event_date_time) * 1000000)::bigint AS at
  FROM postrider.relay_batch b, LATERAL (
    SELECT o.id, o.event_date_time
    FROM postrider.event_outbox o
    WHERE o.txid >= pg_snapshot_xmin(b.snap_old) AND o.txid < pg_snapshot_xmax(b.snap_new)
      AND (o.txid, o.id) > (b.start_txid, b.start_id)
      AND pg_visible_in_snapshot(o.txid, b.snap_new) AND NOT pg_visible_in_snapshot(o.txid, b.snap_old)
    ORDER BY o.txid, o.id
    LIMIT b.row_limit
  ) e
  WHERE b.done_at IS NULL
)
SELECT asked.id, asked.at
FROM unnest(?::bigint[], ?::bigint[]) AS asked (id, at)
WHERE NOT EXISTS (SELECT FROM planned p WHERE p.id = asked.id AND p.at = asked.at)
ORDER BY asked.id, asked.at
