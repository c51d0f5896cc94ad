-- One batch, with the relay of its term and what is open of its dead letters. Touches relay_batch, relay_term, dead_letter, relay_division,
-- outbox_life; by indexes.
SELECT b.batch_no, b.fence, b.planned_at, b.done_at, COALESCE(b.row_count, 0), COALESCE(b.byte_count, 0), COALESCE(b.attempts, 0),
       COALESCE(b.dead_count, 0),
       b.snap_old::text, b.snap_new::text, b.start_txid::text, b.start_id, b.row_limit, b.byte_limit, b.shards,
       t.owner, encode(b.token, 'hex'), b.end_txid::text, b.end_id, b.exhausted,
       (SELECT count(*) FROM postrider.dead_letter d
        WHERE d.batch_no = b.batch_no AND d.requeued_at IS NULL AND d.discarded_at IS NULL),
       b.may_be_refused_whole,
       b.batch_no < (SELECT COALESCE(max(l.first_batch_no), 0) FROM postrider.outbox_life l),
       (SELECT count(*) FROM postrider.relay_division v WHERE v.batch_no = b.batch_no)
FROM postrider.relay_batch b
LEFT JOIN postrider.relay_term t ON t.fence = b.fence
WHERE b.batch_no = :batch_no
