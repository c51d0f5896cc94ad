package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.stage.RowCheck;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One relay beside steady writers and a hold.
 *
 * @param windows from the hold's beginning on
 * @param waitingAtEnd how many events were published and not delivered when the last window ended
 * @param deadRows how many rows of its schema were dead at that moment, by the server's statistics
 */
record HeldRun(List<Window> windows, long waitingAtEnd, long deadRows) {
    private static final Duration CATCH_UP_WITHIN = Duration.ofMinutes(3);

    /** How long is looked, and how often. */
    record Timing(Duration warmUp, Duration window, int windows) {}

    static HeldRun of(Contender contender, Hold hold, Timing timing, Stage stage) throws Exception {
        try (PostgresDatabase outbox = contender.newOutbox(stage);
                ClickHouseDatabase eventLog = stage.newEventLog();
                RelayProcess relay = RelayProcess.start(contender, stage, outbox, eventLog)) {
            Writers writers = Writers.start(outbox, contender.table());
            HeldRun run;
            try {
                awaitFirst(contender, eventLog);
                Thread.sleep(timing.warmUp().toMillis());
                run = hold(contender, hold, timing, outbox, eventLog, relay, writers);
            } finally {
                writers.end();
            }
            check(contender, outbox, eventLog, writers.published());
            return run;
        }
    }

    private static HeldRun hold(
            Contender contender,
            Hold hold,
            Timing timing,
            PostgresDatabase outbox,
            ClickHouseDatabase eventLog,
            RelayProcess relay,
            Writers writers)
            throws Exception {
        List<Window> windows = new ArrayList<>();
        try (Connection held = hold.begin(outbox)) {
            Reading began = Reading.now(relay, eventLog, writers);
            Reading before = began;
            for (int window = 1; window <= timing.windows(); window++) {
                long end = began.nanos + timing.window().toNanos() * window;
                Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
                Reading now = Reading.now(relay, eventLog, writers);
                windows.add(before.until(now, began));
                before = now;
            }
            long waiting = writers.published() - delivered(eventLog);
            long dead = Long.parseLong(outbox.queryOne("SELECT COALESCE(sum(n_dead_tup), 0) FROM pg_stat_user_tables"
                    + " WHERE schemaname = '" + contender.schema() + "'"));
            return new HeldRun(windows, Math.max(0, waiting), dead);
        }
    }

    private static void awaitFirst(Contender contender, ClickHouseDatabase eventLog) throws InterruptedException {
        long deadline = System.nanoTime() + CATCH_UP_WITHIN.toNanos();
        while (delivered(eventLog) == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(contender.title() + " has delivered nothing");
            }
            Thread.sleep(20);
        }
    }

    /** What was published is what arrived: all of it, and for ours, every column once. */
    private static void check(Contender contender, PostgresDatabase outbox, ClickHouseDatabase eventLog, long published)
            throws Exception {
        long deadline = System.nanoTime() + CATCH_UP_WITHIN.toNanos();
        while (delivered(eventLog) < published) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(contender.title() + " has delivered " + delivered(eventLog) + " of "
                        + published + " events, " + CATCH_UP_WITHIN.toMinutes() + " min after the last");
            }
            Thread.sleep(20);
        }
        if (contender == Contender.POSTRIDER) {
            RowCheck.expected(outbox).compare(eventLog, "event_log");
        } else {
            long different = Long.parseLong(eventLog.queryOne("SELECT uniqExact(event_id) FROM event_log"));
            if (different != published) {
                throw new IllegalStateException(
                        contender.title() + " has delivered " + different + " of " + published + " events");
            }
        }
    }

    private static long delivered(ClickHouseDatabase eventLog) {
        // By the engine's own books: 0 before the relay has made the table.
        return Long.parseLong(eventLog.queryOne(
                "SELECT sum(COALESCE(total_rows, 0)) FROM system.tables WHERE database = currentDatabase()"));
    }

    /** The last window's rate against the first's. */
    double rateKept() {
        return last().rate() / first().rate();
    }

    /** The last window's busy share against the first's. */
    double busyGrown() {
        return last().busy() / first().busy();
    }

    Window first() {
        return windows.get(0);
    }

    Window last() {
        return windows.get(windows.size() - 1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Window window : windows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%,.0f of %,.0f/s at %.1f %% (backends %.1f), ",
                    window.rate(),
                    window.offered(),
                    window.busy() * 100,
                    window.backendsBusy() * 100));
        }
        return text.append(waitingAtEnd)
                .append(" waiting, ")
                .append(deadRows)
                .append(" dead rows")
                .toString();
    }

    private record Reading(long nanos, long published, long delivered, double jvm, double backends) {
        static Reading now(RelayProcess relay, ClickHouseDatabase eventLog, Writers writers) {
            return new Reading(
                    System.nanoTime(),
                    writers.published(),
                    HeldRun.delivered(eventLog),
                    relay.jvmSeconds(),
                    relay.backendSeconds());
        }

        Window until(Reading later, Reading began) {
            double seconds = (later.nanos - nanos) / 1e9;
            double backendsBusy = (later.backends - backends) / seconds;
            return new Window(
                    (later.nanos - began.nanos) / 1e9,
                    (later.published - published) / seconds,
                    (later.delivered - delivered) / seconds,
                    backendsBusy + (later.jvm - jvm) / seconds,
                    backendsBusy);
        }
    }
}
