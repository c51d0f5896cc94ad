-- Makes an account if there is none at all. Two servers that start at once give it the same name, so that one of them makes none. Touches
-- console_account.
INSERT INTO postrider.console_account (name, role, password_hash)
SELECT :name, :role, :password_hash WHERE NOT EXISTS (SELECT FROM postrider.console_account)
ON CONFLICT (name) DO NOTHING
