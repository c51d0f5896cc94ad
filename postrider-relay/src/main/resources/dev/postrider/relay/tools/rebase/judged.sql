-- Each row of the outbox, and what the ledger says of it: a part of the statements that say {judged}.
--
--   letter     the event was refused, and its dead letter, open or discarded, holds it whole
--   delivered  the newest acknowledged batch has the row behind it, as in event_status
--   pending    anything else
--
-- Transaction ids of the cluster the ledger was written in are compared here, also with those of events that were published since
-- in another one, where they mean something else, and with ids that may have begun anew. So nothing is dropped on the word
-- "delivered" alone: the event log is asked for each. Where it can't be asked ({ask} is false), an event is delivered only if the
-- ledger also says that some event of these ids and times was, and nothing if the id sequence is behind the ledger.
--
-- Two rows of one id are two events, or one that was requeued: then they are the same throughout. content tells, and is null where
-- the id is there once. Touches event_outbox, outbox_origin, relay_batch, dead_letter, relay_window.
SELECT e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent,
       floor(extract(epoch FROM e.event_date_time) * 1000000)::bigint AS at,
       CASE
         WHEN d.event_id IS NOT NULL AND d.requeued_at IS NULL THEN 'letter'
         WHEN last.snap_new IS NULL
           OR e.id > o.max_id_acknowledged
           OR NOT (pg_visible_in_snapshot(e.txid, last.snap_old)
                   OR pg_visible_in_snapshot(e.txid, last.snap_new)
                      AND (last.exhausted OR (e.txid, e.id) <= (last.end_txid, last.end_id))) THEN 'pending'
         WHEN NOT {ask} AND (
             d.event_id IS NOT NULL
             OR s.last_value < o.max_id_acknowledged
             OR e.id / {window_ids} >= o.first_window AND NOT EXISTS (
               SELECT FROM postrider.relay_window w
               WHERE w.id_window = e.id / {window_ids} AND e.event_date_time BETWEEN w.first_time AND w.last_time)) THEN 'pending'
         ELSE 'delivered'
       END AS verdict,
       CASE WHEN twin.id IS NOT NULL THEN
         md5((e.event_type, e.environment, e.event_context::text, e.metadata_version, e.trace_parent)::text)
       END AS content
FROM postrider.event_outbox e
CROSS JOIN postrider.outbox_origin o
CROSS JOIN postrider.event_outbox_id_seq s
LEFT JOIN (
  SELECT snap_old, snap_new, exhausted, end_txid, end_id
  FROM postrider.relay_batch WHERE done_at IS NOT NULL ORDER BY batch_no DESC LIMIT 1
) last ON true
LEFT JOIN (SELECT id FROM postrider.event_outbox GROUP BY id HAVING count(*) > 1) twin ON twin.id = e.id
LEFT JOIN postrider.dead_letter d
  ON d.event_id = e.id AND d.event_date_time = e.event_date_time
  AND (d.event_type, d.environment, d.event_context::text, d.metadata_version)
    = (e.event_type, e.environment, e.event_context::text, e.metadata_version)
  AND d.trace_parent IS NOT DISTINCT FROM e.trace_parent
