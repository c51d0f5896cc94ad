-- Makes an account; no row if there is one of that name. Touches console_account.
INSERT INTO postrider.console_account (name, role, password_hash) VALUES (:name, :role, :password_hash) ON CONFLICT (name) DO NOTHING
