package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.stage.Backends;
import dev.postrider.benchmarks.stage.OutboxFill;
import dev.postrider.benchmarks.stage.Patience;
import dev.postrider.benchmarks.stage.RelayProcess;
import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Writers;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One relay beside steady writers and a hold.
 *
 * @param windows from the hold's beginning on
 * @param waitingAtEnd how many events were published and not delivered when the last window ended
 * @param deadRows how many rows of its schema were dead at that moment, by the server's statistics
 */
record HeldRun(List<Window> windows, long waitingAtEnd, long deadRows) {
    /** All three relays look this often for new events when there are few. */
    static final Duration PAUSE = Duration.ofMillis(100);

    /** Of all writers together. */
    static final int EVENTS_PER_SECOND = 2_500;

    private static final int WRITERS = 2;
    private static final int PER_TRANSACTION = 5;
    private static final String HEAP = "256m";

    /** How long is looked, and how often. */
    record Timing(Duration warmUp, Duration window, int windows) {}

    /**
     * Some seconds of a run.
     *
     * @param end seconds since the hold began
     * @param offered events a second that the writers published
     * @param rate events a second that arrived in ClickHouse
     * @param busyPercent CPU of the relay's process and of its backends, of one core
     */
    record Window(double end, double offered, double rate, double busyPercent) {}

    static HeldRun of(Contender contender, Hold hold, Timing timing, Stage stage) throws Exception {
        try (PostgresDatabase outbox = contender.newOutbox(stage);
                ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = start(contender, outbox, eventLog)) {
            Run run = new Run(contender, stage, outbox, eventLog, relay, write(outbox, contender));
            HeldRun measured;
            try {
                run.awaitDelivered(1);
                Thread.sleep(timing.warmUp().toMillis());
                measured = run.hold(hold, timing);
            } finally {
                run.writers().close();
            }
            run.check();
            return measured;
        }
    }

    private static RelayProcess start(Contender contender, PostgresDatabase outbox, ClickHouseDatabase eventLog) {
        if (contender == Contender.POSTRIDER) {
            return RelayProcess.silent(outbox, eventLog, HEAP, PAUSE, EventJson.NONE);
        }
        List<String> arguments = List.of(
                contender.name(),
                RelayProcess.jdbcUrl(outbox),
                eventLog.url().toString(),
                eventLog.user(),
                eventLog.password(),
                eventLog.name());
        return RelayProcess.start(HEAP, RowRelayProgram.class, arguments).awaitWorking();
    }

    private static Writers write(PostgresDatabase outbox, Contender contender) throws SQLException {
        String sql = OutboxFill.insert(contender.schema() + ".event_outbox", "CAST(? AS bigint), CAST(? AS bigint)");
        double perSecond = EVENTS_PER_SECOND / (double) PER_TRANSACTION;
        return Writers.start(outbox, WRITERS, perSecond, Long.MAX_VALUE, (connection, n, intended) -> {
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                insert.setLong(1, n * PER_TRANSACTION + 1);
                insert.setLong(2, (n + 1) * PER_TRANSACTION);
                insert.executeUpdate();
            }
        });
    }

    /** What takes part in it. */
    private record Run(
            Contender contender,
            Stage stage,
            PostgresDatabase outbox,
            ClickHouseDatabase eventLog,
            RelayProcess relay,
            Writers writers) {

        HeldRun hold(Hold hold, Timing timing) throws Exception {
            List<Window> windows = new ArrayList<>();
            Backends backends = new Backends(stage, outbox, RelayProcess.APPLICATION_NAME);
            try (Connection held = hold.begin(outbox)) {
                Reading began = read(backends);
                Reading before = began;
                for (int window = 1; window <= timing.windows(); window++) {
                    long end = began.nanos + timing.window().toNanos() * window;
                    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
                    Reading now = read(backends);
                    windows.add(before.until(now, began));
                    before = now;
                }
                long waiting = published() - delivered();
                String dead = outbox.queryOne("SELECT COALESCE(sum(n_dead_tup), 0) FROM pg_stat_user_tables"
                        + " WHERE schemaname = '" + contender.schema() + "'");
                return new HeldRun(windows, Math.max(0, waiting), Long.parseLong(dead));
            }
        }

        private Reading read(Backends backends) {
            backends.look();
            double cpuSeconds = stage.cpu().of(relay.pid()) + backends.seconds();
            return new Reading(System.nanoTime(), published(), delivered(), cpuSeconds);
        }

        private long published() {
            return writers.committed() * PER_TRANSACTION;
        }

        private long delivered() {
            // By the engine's own books: 0 before the relay has made the table.
            return Long.parseLong(eventLog.queryOne(
                    "SELECT sum(COALESCE(total_rows, 0)) FROM system.tables WHERE database = currentDatabase()"));
        }

        void awaitDelivered(long events) throws InterruptedException {
            Patience.await("events delivered by " + contender.title(), events, this::delivered);
        }

        /** What was published is what arrived: all of it, and for ours, every column once. */
        void check() throws Exception {
            awaitDelivered(published());
            if (contender == Contender.POSTRIDER) {
                RowCheck.expected(outbox).compare(eventLog, "event_log");
                return;
            }
            long different = Long.parseLong(eventLog.queryOne("SELECT uniqExact(event_id) FROM event_log"));
            if (different != published()) {
                throw new IllegalStateException(
                        contender.title() + " has delivered " + different + " of " + published() + " events");
            }
        }
    }

    private record Reading(long nanos, long published, long delivered, double cpuSeconds) {
        Window until(Reading later, Reading began) {
            double seconds = (later.nanos - nanos) / 1e9;
            return new Window(
                    (later.nanos - began.nanos) / 1e9,
                    (later.published - published) / seconds,
                    (later.delivered - delivered) / seconds,
                    100 * (later.cpuSeconds - cpuSeconds) / seconds);
        }
    }
}
