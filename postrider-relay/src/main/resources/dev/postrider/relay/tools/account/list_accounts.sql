-- All accounts by name, without their passwords. Touches console_account.
SELECT a.name, a.role, a.made_at, a.changed_at FROM postrider.console_account a ORDER BY a.name
