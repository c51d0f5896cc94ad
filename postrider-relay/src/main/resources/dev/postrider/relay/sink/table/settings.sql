-- Which of the settings with these names the server knows. Touches system.settings.
SELECT name FROM system.settings WHERE has(splitByChar(',', {names:String}), name)
