-- The materialized views that read from the event log. Touches system.tables.
SELECT v.database AS database, v.name AS name, toString(v.uuid) AS uuid, v.create_table_query AS definition
FROM system.tables AS v
WHERE v.engine = 'MaterializedView'
  AND (v.database, v.name) IN (
    SELECT dependent_database, dependent_table
    FROM system.tables ARRAY JOIN dependencies_database AS dependent_database, dependencies_table AS dependent_table
    WHERE database = {database:String} AND name = {table:String})
ORDER BY v.database, v.name
