-- What tables have that don't say otherwise. Touches system.merge_tree_settings.
SELECT name, value FROM system.merge_tree_settings
WHERE name IN ('non_replicated_deduplication_window', 'replicated_deduplication_window', 'replicated_deduplication_window_seconds')
