package dev.postrider.relay.sink.server;

/**
 * The column {@code event_json} of a table that the relay creates.
 *
 * @param way whether and how it is made
 * @param maxDynamicPaths how many paths have a column of their own in a part, 0–1024 (default 64); the others share one, and are
 *     slower to query
 */
public record JsonColumn(EventJson way, int maxDynamicPaths) {
    /** The highest number of paths, which is ClickHouse's own default. */
    public static final int MAX_DYNAMIC_PATHS = 1024;

    /** Refuses a number out of range. */
    public JsonColumn {
        if (maxDynamicPaths < 0 || maxDynamicPaths > MAX_DYNAMIC_PATHS) {
            throw new IllegalArgumentException("clickhouse json-max-dynamic-paths is " + maxDynamicPaths
                    + ", must be between 0 and " + MAX_DYNAMIC_PATHS + " paths");
        }
    }

    /** Made at insert, with 64 paths. */
    static JsonColumn byDefault() {
        return new JsonColumn(EventJson.MATERIALIZED, 64);
    }

    /** The column's line in the table's definition; empty for none. */
    public String line() {
        return way == EventJson.NONE ? "" : ",\n  " + definition();
    }

    /** The column as a table's definition has it. */
    public String definition() {
        String type = "JSON(max_dynamic_paths = " + maxDynamicPaths + ")";
        // NULL for the few objects that the JSON type can't hold: nothing is altered and nothing is refused.
        return "event_json Nullable(" + type + ") " + way + " accurateCastOrNull(event_context, '" + type + "')";
    }
}
