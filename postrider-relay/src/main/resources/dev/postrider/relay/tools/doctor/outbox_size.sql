-- How large the outbox is, in bytes with its indexes. Touches the leaves' files, not their rows.
SELECT sum(pg_total_relation_size(c.oid))::bigint
FROM pg_class c
WHERE c.relnamespace = 'postrider'::regnamespace AND c.relname LIKE 'event\_outbox\__' AND c.relkind = 'r'
