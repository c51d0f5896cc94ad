-- Gives an account another role, or another password, or both; null leaves what is there. Touches console_account.
UPDATE postrider.console_account
SET role = COALESCE(:role::text, role), password_hash = COALESCE(:password_hash::text, password_hash), changed_at = clock_timestamp()
WHERE name = :name
