-- An account by its name. Touches console_account.
SELECT a.name, a.role, a.password_hash, a.changed_at FROM postrider.console_account a WHERE a.name = :name
