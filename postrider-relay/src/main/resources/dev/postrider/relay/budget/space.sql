-- How much disk the outbox's leaves take, and whether publishing is refused. Touches the catalog and publishing_gate.
SELECT (SELECT COALESCE(sum(pg_total_relation_size(leaf.inhrelid)), 0)::bigint FROM pg_inherits leaf
        WHERE leaf.inhparent = 'postrider.event_outbox'::regclass),
       p.refused, COALESCE(p.reason, ''), p.closed_at
FROM postrider.publishing p
