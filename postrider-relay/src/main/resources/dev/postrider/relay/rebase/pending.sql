-- Whether a rebase keeps an event (e), by the origin (o), the id sequence (s) and the newest acknowledged batch (last).
--
-- Delivered is what that batch has behind it, as in event_status. Transaction ids of the cluster the ledger was written in are
-- compared here, also with events that were published since in another cluster, whose ids mean something else: those have
-- higher event ids than any that was acknowledged. Where the sequence was not brought along they may not have: then
-- everything is kept. What is kept without need is asked for in the event log before it is sent.
--
-- A row that was refused is no event any more but a dead letter; the row of a letter that was requeued, perhaps since in another
-- cluster, is one whatever its transaction id.
(e.id IS NOT NULL
 AND NOT EXISTS (
   SELECT FROM postrider.dead_letter d
   WHERE d.event_id = e.id AND d.event_date_time = e.event_date_time AND d.txid = e.txid)
 AND (
   last.snap_new IS NULL
   OR EXISTS (
     SELECT FROM postrider.dead_letter d
     WHERE d.event_id = e.id AND d.event_date_time = e.event_date_time AND d.requeued_at IS NOT NULL)
   OR s.last_value < o.max_id_acknowledged
   OR e.id > o.max_id_acknowledged
   OR NOT (pg_visible_in_snapshot(e.txid, last.snap_old)
           OR pg_visible_in_snapshot(e.txid, last.snap_new)
              AND (last.exhausted OR (e.txid, e.id) <= (last.end_txid, last.end_id)))))
