-- The oldest query under way whose id begins so, and this query itself: a table that does not show it hides others too.
-- Touches system.processes.
SELECT initial_query_id AS id, toInt64(elapsed * 1000) AS millis, query_id = queryID() AS itself
FROM system.processes
WHERE startsWith(initial_query_id, {beginning:String}) OR query_id = queryID()
ORDER BY itself DESC, elapsed DESC
LIMIT 2
