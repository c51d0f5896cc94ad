package dev.postrider.relay.sink.server;

import java.util.regex.Pattern;

/**
 * The engine of an event log that the relay creates.
 *
 * @param definition as ClickHouse reads it: {@code MergeTree}, {@code ReplicatedMergeTree} or {@code SharedMergeTree}, the latter
 *     two also with a path in Keeper and the replica's name: {@code ReplicatedMergeTree('/clickhouse/tables/{shard}/event_log',
 *     '{replica}')}
 */
public record TableEngine(String definition) {
    /** The form of an engine, as a regular expression. */
    public static final String FORM = "MergeTree|(Replicated|Shared)MergeTree(\\('/[^'\\\\]+', ?'[^'\\\\]+'\\))?";

    /** The form of an engine in words. */
    public static final String FORM_IN_WORDS =
            "MergeTree, ReplicatedMergeTree or SharedMergeTree, the latter two also with"
                    + " ('/path/in/keeper', 'replica')";

    /** What makes replicas drop a batch that comes again, for so many inserts and a week. */
    public static final String REPLICATED_DEDUPLICATION =
            "replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800";

    private static final Pattern VALID = Pattern.compile(FORM);

    /** Refuses what is none of these. */
    public TableEngine {
        if (!VALID.matcher(definition).matches()) {
            throw new IllegalArgumentException("clickhouse engine is '" + definition + "', must be " + FORM_IN_WORDS);
        }
    }

    /** One server keeps the table. */
    static TableEngine byDefault() {
        return new TableEngine("MergeTree");
    }

    /** How the table drops a batch that comes again: for so many inserts and, among replicas, for a week. */
    public String deduplication() {
        return areReplicas(definition) ? REPLICATED_DEDUPLICATION : "non_replicated_deduplication_window = 10000";
    }

    /** Whether several servers may keep a table of this engine, in ClickHouse's own words. */
    public static boolean areReplicas(String engine) {
        return engine.startsWith("Replicated") || engine.startsWith("Shared");
    }
}
