-- The tables and views of the event log's database. Touches system.tables.
SELECT name, engine, comment, create_table_query AS definition FROM system.tables WHERE database = {database:String}
