package dev.postrider.benchmarks.stage;

import dev.postrider.test.PostgresDatabase;
import java.util.HashMap;
import java.util.Map;

/**
 * The CPU of PostgreSQL's processes that serve the sessions of one application: what that application costs the server, checkpoints
 * and the like apart. A session that begins and ends between two looks is missed, so look every second. Not thread-safe.
 */
public final class Backends {
    private final Cpu cpu;
    private final PostgresDatabase database;
    private final String applicationName;
    private final Map<Long, Double> before = new HashMap<>();
    private final Map<Long, Double> latest = new HashMap<>();

    /** Counts from now on. */
    public Backends(Stage stage, PostgresDatabase database, String applicationName) {
        this.cpu = stage.cpu();
        this.database = database;
        this.applicationName = applicationName;
        look();
        before.putAll(latest);
    }

    /** Takes note of the sessions of now. */
    public void look() {
        database.query("SELECT pid FROM pg_stat_activity WHERE application_name = '" + applicationName + "'").stream()
                .map(row -> Long.parseLong(String.valueOf(row.get(0))))
                .forEach(pid -> latest.merge(pid, cpu.of(pid), Math::max));
    }

    /** CPU-seconds since the beginning, as of the last look. */
    public double seconds() {
        return latest.entrySet().stream()
                .mapToDouble(process -> process.getValue() - before.getOrDefault(process.getKey(), 0.0))
                .sum();
    }
}
