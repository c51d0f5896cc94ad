package dev.postrider.benchmarks.idle;

import dev.postrider.benchmarks.child.RelayProcess;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.stage.Stage;
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
record Window(
        double relayPercent,
        double compilerPercent,
        double postgresPercent,
        double statements,
        long relayWalBytes,
        long serverWalBytes,
        long xids) {
    /** The counters at one moment. */
    private record Reading(
            double relay,
            double compiler,
            double postgres,
            long statements,
            long relayWal,
            long serverWal,
            long nextXid,
            long nanos) {}

    /** Watches for that long. */
    static Window watch(Stage stage, PostgresDatabase outbox, @Nullable RelayProcess relay, Duration length)
            throws InterruptedException {
        Reading before = read(stage, outbox, relay);
        Thread.sleep(length.toMillis());
        Reading after = read(stage, outbox, relay);
        double seconds = (after.nanos - before.nanos) / 1e9;
        return new Window(
                100 * (after.relay - before.relay) / seconds,
                100 * (after.compiler - before.compiler) / seconds,
                100 * (after.postgres - before.postgres) / seconds,
                (after.statements - before.statements) / seconds,
                after.relayWal - before.relayWal,
                after.serverWal - before.serverWal,
                after.nextXid - before.nextXid);
    }

    private static Reading read(Stage stage, PostgresDatabase outbox, @Nullable RelayProcess relay) {
        List<@Nullable String> row =
                outbox.query("""
                SELECT (SELECT COALESCE(sum(calls), 0)::bigint FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
                        WHERE d.datname = current_database()),
                       (SELECT COALESCE(sum(w.wal_bytes), 0)::bigint
                        FROM pg_stat_activity a, pg_stat_get_backend_wal(a.pid) w
                        WHERE a.application_name = '%s'),
                       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
                       pg_snapshot_xmax(pg_current_snapshot())""".formatted(RelayProcess.SESSIONS)).get(0);
        return new Reading(
                relay == null ? 0 : stage.cpu().of(relay.pid()),
                relay == null ? 0 : compilerSeconds(relay.pid()),
                stage.cpu().postgres(),
                number(row.get(0)),
                number(row.get(1)),
                number(row.get(2)),
                number(row.get(3)),
                System.nanoTime());
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
