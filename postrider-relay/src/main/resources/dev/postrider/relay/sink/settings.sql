-- The settings that this server knows. Touches system.settings.
SELECT name FROM system.settings
