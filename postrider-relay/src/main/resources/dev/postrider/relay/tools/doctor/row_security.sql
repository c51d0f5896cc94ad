-- The tables whose rows a policy could hide from the user, with their policies. Touches the catalogues.
SELECT c.relname, COALESCE((SELECT string_agg(p.polname, ', ' ORDER BY p.polname) FROM pg_policy p WHERE p.polrelid = c.oid), '')
FROM pg_class c
WHERE c.relnamespace = 'postrider'::regnamespace AND c.relkind IN ('r', 'p') AND row_security_active(c.oid)
ORDER BY c.relname
