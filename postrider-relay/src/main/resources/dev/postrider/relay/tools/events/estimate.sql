-- About how many rows a question about a time would read. Touches no row of the event log: its index alone.
EXPLAIN ESTIMATE SELECT count() FROM {table} WHERE {which}
