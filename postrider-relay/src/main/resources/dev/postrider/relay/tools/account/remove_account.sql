-- Removes an account. Touches console_account.
DELETE FROM postrider.console_account WHERE name = :name
