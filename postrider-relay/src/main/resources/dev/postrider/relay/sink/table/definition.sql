-- What the event log is: its columns, constraints and settings, and the views that hang on it. Touches system.tables.
SELECT concat(create_table_query, ' ', toString(dependencies_table)) AS definition FROM system.tables
WHERE database = {database:String} AND name = {table:String}
