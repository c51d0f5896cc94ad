-- The disks and what is free on them. Touches system.disks.
SELECT name, path, toInt64(least(free_space, 9223372036854775807)) AS free, toInt64(least(total_space, 9223372036854775807)) AS total
FROM system.disks ORDER BY name
