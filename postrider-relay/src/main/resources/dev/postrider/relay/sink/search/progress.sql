-- How many rows a query has read so far, of about how many. Touches system.processes.
SELECT toInt64(read_rows) AS read, toInt64(total_rows_approx) AS total FROM system.processes WHERE query_id = {id:String}
