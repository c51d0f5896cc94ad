package dev.postrider.benchmarks.idle;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stretches of time in which nothing is published, and what is used in them. */
record Quiet(Stage stage, PostgresDatabase outbox, Measurements findings) {
    static final long NO_RELAY = 0;

    /** The counters at one moment. */
    private record Reading(double compiler, long statements, long relayWal, long serverWal, long nextXid) {}

    /**
     * Lets the relay and the server settle, and watches them.
     *
     * @param relay its process id, or {@link #NO_RELAY}
     */
    void watch(String when, long relay, Duration settle, Duration length) throws InterruptedException {
        // Else autovacuum does it at some time, and is measured.
        outbox.execute("VACUUM ANALYZE", "CHECKPOINT");
        Thread.sleep(settle.toMillis());
        Reading before = read(relay);
        Window window = new Window(stage, relay);
        Thread.sleep(length.toMillis());
        Used used = window.used();
        Reading after = read(relay);
        double compiler = after.compiler - before.compiler;
        List<Figure> figures = List.of(
                Figure.of("relay", "% of a core", used.percent(CpuSeconds::process)),
                // It ends when the JVM has run for a while.
                Figure.of("of it the JVM's compiler", "% of a core", 100 * compiler / used.seconds()),
                Figure.of("PostgreSQL", "% of a core", used.percent(CpuSeconds::postgres)),
                // One in all is the measurement's own.
                Figure.of("statements", "per s", (after.statements - before.statements) / used.seconds()),
                Figure.of("WAL of the relay", "bytes", (double) (after.relayWal - before.relayWal)),
                Figure.of("WAL of the server", "bytes", (double) (after.serverWal - before.serverWal)),
                Figure.of("transaction ids", "used", (double) (after.nextXid - before.nextXid)));
        stage.say(when + ": " + figures);
        findings.add(when + ", ", figures);
    }

    private Reading read(long relay) {
        List<@Nullable String> row =
                outbox.query("""
                SELECT (SELECT COALESCE(sum(calls), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                        WHERE d.datname = current_database()),
                       (SELECT COALESCE(sum(w.wal_bytes), 0)::bigint
                        FROM pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w
                        WHERE a.application_name = '%s'),
                       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
                       pg_snapshot_xmax(pg_current_snapshot())""".formatted(RelayProcess.APPLICATION_NAME)).get(0);
        return new Reading(
                relay == NO_RELAY ? 0 : stage.cpu().ofThreads(relay, "CompilerThre"),
                number(row.get(0)),
                number(row.get(1)),
                number(row.get(2)),
                number(row.get(3)));
    }

    private static long number(@Nullable String value) {
        return Long.parseLong(String.valueOf(value));
    }
}
