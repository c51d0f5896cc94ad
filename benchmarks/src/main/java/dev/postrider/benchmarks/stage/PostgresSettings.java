package dev.postrider.benchmarks.stage;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.test.PostgresDatabase;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How the PostgreSQL of every stage is set, in one place; whatever is not here has PostgreSQL's own default. */
final class PostgresSettings {
    private static final Map<String, String> ALWAYS = new TreeMap<>(Map.of(
            // The promises; nothing is measured without them.
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            // A small machine's share. What is measured fits, as does the end of a backlog anywhere.
            "shared_buffers", "1GB",
            // A checkpoint in the middle of one contender's round and not of another's would be measured with it.
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "max_connections", "200"));

    private PostgresSettings() {}

    /** With those that a scenario needs beside. */
    static LocalPostgres.Options options(Path folder, Map<String, String> more) {
        LocalPostgres.Options options = LocalPostgres.Options.in(folder);
        for (Map.Entry<String, String> setting : all(more).entrySet()) {
            options = options.with(setting.getKey(), setting.getValue());
        }
        return options;
    }

    /** Each as the server says that it is. */
    static Map<String, String> asRunning(PostgresDatabase database, Map<String, String> more) {
        Map<String, String> running = new LinkedHashMap<>();
        all(more).forEach((name, value) -> running.put(name, database.queryOne("SHOW " + name)));
        running.put("wal_level", database.queryOne("SHOW wal_level"));
        return running;
    }

    private static Map<String, String> all(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(ALWAYS);
        all.putAll(more);
        return all;
    }
}
