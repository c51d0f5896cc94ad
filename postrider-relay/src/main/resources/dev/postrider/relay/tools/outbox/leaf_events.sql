-- A leaf's first and last event, whether something in it is committed and not delivered, when the batch of the first was planned, and when
-- that of the last was acknowledged. Transaction ids of batches from before a restore or a promotion are of another history; a thousand
-- batches are looked at for one of this.
-- One such SELECT for each leaf, joined by UNION ALL, after undelivered.sql. Touches the leaf and relay_batch, by index look-ups.
SELECT {leaf} AS leaf, oldest.txid::text, newest.txid::text,
       (SELECT e.txid FROM postrider.event_outbox_{leaf} e
        WHERE e.txid >= pg_snapshot_xmax(u.after_snapshot) AND (e.txid, e.id) > (u.after_txid, u.after_id)
        ORDER BY e.txid, e.id LIMIT 1) IS NOT NULL
       OR (SELECT e.txid FROM postrider.event_outbox_{leaf} e
           WHERE e.txid = ANY (u.still_open) AND (e.txid, e.id) > (u.after_txid, u.after_id)
           ORDER BY e.txid, e.id LIMIT 1) IS NOT NULL AS pending,
       (SELECT b.planned_at FROM (
          SELECT r.batch_no, r.planned_at FROM postrider.relay_batch r
          WHERE r.done_at IS NOT NULL AND (r.end_txid, r.end_id) >= (oldest.txid, oldest.id)
          ORDER BY r.end_txid, r.end_id LIMIT 1000) b
        WHERE b.batch_no >= u.first_batch LIMIT 1),
       (SELECT b.done_at FROM (
          SELECT r.batch_no, r.done_at FROM postrider.relay_batch r
          WHERE r.done_at IS NOT NULL AND (r.end_txid, r.end_id) >= (newest.txid, newest.id)
          ORDER BY r.end_txid, r.end_id LIMIT 1000) b
        WHERE b.batch_no >= u.first_batch LIMIT 1)
FROM undelivered u
LEFT JOIN LATERAL (SELECT e.txid, e.id FROM postrider.event_outbox_{leaf} e ORDER BY e.txid, e.id LIMIT 1) oldest ON true
LEFT JOIN LATERAL (SELECT e.txid, e.id FROM postrider.event_outbox_{leaf} e ORDER BY e.txid DESC, e.id DESC LIMIT 1) newest ON true
