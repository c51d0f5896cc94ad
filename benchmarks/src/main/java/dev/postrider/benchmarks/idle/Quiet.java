package dev.postrider.benchmarks.idle;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was used in a stretch of time in which nothing was published.
 *
 * @param relayPercent CPU of the relay's process, of one core
 * @param compilerPercent what of that the JVM used to compile, which ends when it has run for a while
 * @param postgresPercent CPU of all of PostgreSQL's processes, of one core
 * @param statements a second, in the outbox's database; one in all is the measurement's own
 * @param relayWalBytes WAL that the relay's sessions wrote
 * @param serverWalBytes WAL that the server wrote, for whatever reason
 * @param xids transaction ids that the server handed out
 */
record Quiet(
        double relayPercent,
        double compilerPercent,
        double postgresPercent,
        double statements,
        long relayWalBytes,
        long serverWalBytes,
        long xids) {
    /** The counters at one moment. */
    private record Reading(double compiler, long statements, long relayWal, long serverWal, long nextXid) {}

    /** Watches for that long. */
    static Quiet watch(Stage stage, PostgresDatabase outbox, @Nullable RelayProcess relay, Duration length)
            throws InterruptedException {
        long pid = relay == null ? 0 : relay.pid();
        Reading before = read(outbox, pid);
        Window window = new Window(stage, pid);
        Thread.sleep(length.toMillis());
        double seconds = window.seconds();
        double process = window.process();
        double postgres = window.cpu().postgres();
        Reading after = read(outbox, pid);
        return new Quiet(
                100 * process / seconds,
                100 * (after.compiler - before.compiler) / seconds,
                100 * postgres / seconds,
                (after.statements - before.statements) / seconds,
                after.relayWal - before.relayWal,
                after.serverWal - before.serverWal,
                after.nextXid - before.nextXid);
    }

    private static Reading read(PostgresDatabase outbox, long pid) {
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
                pid == 0 ? 0 : compilerSeconds(pid),
                number(row.get(0)),
                number(row.get(1)),
                number(row.get(2)),
                number(row.get(3)));
    }

    /** The threads that compile, by their names; cut to 15 characters by Linux. */
    private static double compilerSeconds(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            long ticks = 0;
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.contains("CompilerThre")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
            }
            return ticks / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException("the threads of process " + pid + " can't be read", e);
        }
    }

    private static long number(@Nullable String value) {
        return Long.parseLong(String.valueOf(value));
    }

    List<Figure> figures(String when) {
        return List.of(
                Figure.of(when + ", relay", "% of a core", relayPercent),
                Figure.of(when + ", of it the JVM's compiler", "% of a core", compilerPercent),
                Figure.of(when + ", PostgreSQL", "% of a core", postgresPercent),
                Figure.of(when + ", statements", "per s", statements),
                Figure.of(when + ", WAL of the relay", "bytes", (double) relayWalBytes),
                Figure.of(when + ", WAL of the server", "bytes", (double) serverWalBytes),
                Figure.of(when + ", transaction ids", "used", (double) xids));
    }
}
