-- The oldest query under way whose id begins so. Touches system.processes, which shows a user's own queries.
SELECT initial_query_id AS id, toInt64(elapsed * 1000) AS millis
FROM system.processes
WHERE startsWith(initial_query_id, {beginning:String})
ORDER BY elapsed DESC
LIMIT 1
