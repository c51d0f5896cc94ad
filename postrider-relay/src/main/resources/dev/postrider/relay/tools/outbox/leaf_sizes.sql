-- How much disk each leaf takes, and how far transaction ids are. Touches the catalogues
-- and the leaves' files, not their rows.
SELECT n, pg_total_relation_size('postrider.event_outbox_' || n), pg_snapshot_xmax(pg_current_snapshot())::text
FROM generate_series(0, 7) n
ORDER BY n
