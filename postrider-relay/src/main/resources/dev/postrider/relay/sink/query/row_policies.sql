-- The row policies on the event log. Touches system.row_policies.
SELECT short_name FROM system.row_policies WHERE database = {database:String} AND table = {table:String} ORDER BY short_name
