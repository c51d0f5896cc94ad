package dev.postrider.relay.sink.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The settings that "stored once, or not at all" rests on. Each is sent with every insert, whatever the server's or the user's
 * profile says: defaults differ between versions ({@code async_insert} is 1 since 26.3).
 */
public final class InsertPromises {
    private static final Map<String, String> WANTED = new LinkedHashMap<>();

    static {
        // The reply comes after the rows are stored, and not after they were queued.
        WANTED.put("async_insert", "0");
        WANTED.put("wait_end_of_query", "1");
        // Through a Distributed table too, under its name of today and of before.
        WANTED.put("distributed_foreground_insert", "1");
        WANTED.put("insert_distributed_sync", "1");
        // A batch that comes again under its token is dropped; deduplicate_insert (26.2) overrides insert_deduplicate.
        WANTED.put("insert_deduplicate", "1");
        WANTED.put("deduplicate_insert", "enable");
        WANTED.put("deduplicate_blocks_in_dependent_materialized_views", "1");
        // One block, and so whole or not at all: up to a million rows, and not cut up by a parallel parser.
        WANTED.put("max_insert_block_size", Integer.toString(1_048_449));
        WANTED.put("max_insert_block_size_bytes", "0");
        WANTED.put("min_insert_block_size_rows", Integer.toString(1_048_449));
        WANTED.put("min_insert_block_size_bytes", Integer.toString(1024 * 1024 * 1024));
        WANTED.put("max_insert_threads", "1");
        WANTED.put("input_format_parallel_parsing", "0");
        // Events of any age may share a batch, and the table is partitioned by month.
        WANTED.put("max_partitions_per_insert_block", "0");
        // The batch says which types it was written for: a column that was altered since refuses it instead of
        // misreading it.
        WANTED.put("input_format_native_allow_types_conversion", "0");
        WANTED.put("input_format_skip_unknown_fields", "0");
        // A text in a JSON stays the text that it is: of 2026-02-30 ClickHouse would make the 2nd of March.
        WANTED.put("input_format_try_infer_dates", "0");
        WANTED.put("input_format_try_infer_datetimes", "0");
        WANTED.put("input_format_json_try_infer_numbers_from_strings", "0");
        // An object that says a thing twice is not made into one that says it once.
        WANTED.put("type_json_skip_duplicated_paths", "0");
    }

    private InsertPromises() {}

    /** All of them, in the words of a server that is new enough. */
    public static Map<String, String> wanted() {
        return Collections.unmodifiableMap(WANTED);
    }

    /** Those that the server knows. */
    public static Map<String, String> knownTo(Set<String> serverSettings) {
        return knownTo(serverSettings, WANTED);
    }

    /** Those of the wanted ones that the server knows; an unknown one would make it refuse the insert. */
    static Map<String, String> knownTo(Set<String> serverSettings, Map<String, String> wanted) {
        Map<String, String> known = new LinkedHashMap<>(wanted);
        // Understood by the HTTP interface itself, whether or not it is listed among the settings.
        known.keySet().removeIf(name -> !"wait_end_of_query".equals(name) && !serverSettings.contains(name));
        return known;
    }
}
