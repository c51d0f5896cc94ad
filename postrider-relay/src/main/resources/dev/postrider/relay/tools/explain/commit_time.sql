-- When a transaction committed, where the server keeps that (track_commit_timestamp) and has not forgotten it; and the newest plan.
-- Touches relay_batch.
SELECT CASE WHEN current_setting('track_commit_timestamp') = 'on' THEN pg_xact_commit_timestamp(:txid::text::xid8::xid) END,
       (SELECT planned_at FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1)
