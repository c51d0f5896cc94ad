-- The settings that the relay sends with each insert, as the user has them without it. Touches system.settings.
SELECT name, value, readonly FROM system.settings WHERE name IN ({names})
