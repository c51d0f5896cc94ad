package dev.postrider.console.replay;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayReport;
import dev.postrider.relay.tools.resend.ResendRecord;
import dev.postrider.spring.log.Reason;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;

/** Replays in the background what people asked for: one at a time for each outbox, the last one of each remembered. Thread-safe. */
final class Replays implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(Replays.class);

    private final ConsoleEventLog eventLog;
    private final InstantSource clock;
    private final Map<String, ReplayRun> last = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread daemon = new Thread(task, "postrider-console-replay");
        daemon.setDaemon(true);
        return daemon;
    });

    Replays(ConsoleEventLog eventLog, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /** The last one that was asked for; null if none was since this process started. */
    @Nullable
    ReplayRun last(ConsoleOutbox outbox) {
        return last.get(outbox.name());
    }

    /** Why nothing can be sent from here; null if it can. */
    @Nullable
    String whyNothingIsSent() {
        return eventLog.hasReplicas() ? "Several servers are named: postrider replay asks each of them first." : null;
    }

    /** The form that goes on with a replay that was broken off; null if it went to another database, or is no replay or ended. */
    @Nullable
    ReplayForm goingOnWith(ResendRecord record) {
        String database = eventLog.settings().database() + ".";
        if (record.kind() != ResendRecord.Kind.REPLAY
                || record.finishedAt() != null
                || !record.target().startsWith(database)) {
            return null;
        }
        String table = record.target().substring(database.length());
        return ReplayForm.of(record, table.equals(eventLog.settings().table()) ? null : table);
    }

    /**
     * Counts what would be sent.
     *
     * @throws IllegalArgumentException if the form can't be read, or another one is under way
     */
    synchronized void dryRun(ConsoleOutbox outbox, ReplayForm form) {
        Instant now = clock.instant();
        form.eventsPerSecond();
        String table = form.table();
        ClickHouseSettings to =
                table == null ? eventLog.settings() : eventLog.settings().withTable(table);
        begin(outbox, new ReplayRun(new ReplayRun.Order(form, form.criteria(now), to), true, now), Decision.UNSIGNED);
    }

    /**
     * Sends what a dry run has counted.
     *
     * @param dryRun its id
     * @throws IllegalArgumentException if that is not the last one, or another replay is to be gone on with first
     */
    synchronized void send(ConsoleOutbox outbox, String dryRun, Decision by) throws SQLException {
        String refusal = whyNothingIsSent();
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        ReplayRun counted = last.get(outbox.name());
        if (counted == null || !counted.id().equals(dryRun) || !counted.canBeSent()) {
            throw new IllegalArgumentException(
                    "This is not what was counted last, or nothing of it was to be sent: make a dry run first.");
        }
        if (counted.form().moves()) {
            requireNoneBrokenOff(outbox, counted.order());
        }
        begin(outbox, new ReplayRun(counted.order(), false, clock.instant()), by);
    }

    private void requireNoneBrokenOff(ConsoleOutbox outbox, ReplayRun.Order order) throws SQLException {
        try (QueryableSink sink = Sinks.create(order.to())) {
            ResendRecord other = new Replay(outbox.work(), sink).brokenOffWithOtherTimes(order.criteria());
            if (other != null) {
                throw new IllegalArgumentException("Replay " + other.number()
                        + " was broken off, and this one differs from it by its times alone. Go on with that one, which is among the"
                        + " earlier ones; or give this one its times as they are on the clock: "
                        + new CriteriaText(order.criteria()) + ".");
            }
        }
    }

    private void begin(ConsoleOutbox outbox, ReplayRun run, Decision by) {
        ReplayRun known = last.get(outbox.name());
        if (known != null && known.isUnderWay()) {
            throw new IllegalArgumentException("A replay is under way; wait for it, or stop it.");
        }
        last.put(outbox.name(), run);
        threads.execute(() -> run(outbox, run, by));
    }

    private void run(ConsoleOutbox outbox, ReplayRun run, Decision by) {
        ReplayRun.Order order = run.order();
        try (QueryableSink sink = Sinks.create(order.to())) {
            Replay replay = new Replay(outbox.work(), sink);
            ReplayReport report = run.isDry()
                    ? replay.dryRun(order.criteria(), run.listener())
                    : replay.run(order.criteria(), order.form().eventsPerSecond(), by, run.listener());
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("the process ended");
            }
            run.ended(report, clock.instant());
        } catch (CancellationException e) {
            run.failed(Reason.of(e), clock.instant());
        } catch (SQLException | SinkException | RuntimeException e) {
            run.failed(Reason.of(e), clock.instant());
            log.atWarn()
                    .addKeyValue("reason", Reason.of(e))
                    .log("a replay that was asked for in the console was broken off");
        }
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
