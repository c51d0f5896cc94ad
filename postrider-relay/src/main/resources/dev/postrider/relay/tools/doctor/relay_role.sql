-- The role that may write the relay's ledger beside their owner, and whether the user is a member. No row if there is none.
-- Touches the catalogues.
SELECT quote_ident(r.rolname), pg_has_role(r.oid, 'USAGE')
FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE c.relnamespace = 'postrider'::regnamespace AND c.relname = 'relay_batch'
  AND a.privilege_type = 'UPDATE' AND a.grantee <> c.relowner AND NOT r.rolcanlogin
LIMIT 1
