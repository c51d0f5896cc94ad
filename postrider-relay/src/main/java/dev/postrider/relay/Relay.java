package dev.postrider.relay;

import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.delivery.Acknowledger;
import dev.postrider.relay.delivery.BackoffSteps;
import dev.postrider.relay.delivery.BatchReader;
import dev.postrider.relay.delivery.BatchTraces;
import dev.postrider.relay.delivery.DeliveryLine;
import dev.postrider.relay.delivery.LineMemory;
import dev.postrider.relay.delivery.LineThreads;
import dev.postrider.relay.delivery.Sender;
import dev.postrider.relay.delivery.SinkSaysNoException;
import dev.postrider.relay.delivery.TableHistories;
import dev.postrider.relay.delivery.Term;
import dev.postrider.relay.fleet.Turn;
import dev.postrider.relay.identity.IdentityHistory;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.lease.LeaseKeeper;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.ledger.LedgerPage;
import dev.postrider.relay.maintenance.Maintenance;
import dev.postrider.relay.maintenance.StartupCheck;
import dev.postrider.relay.maintenance.VerificationLoop;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.read.Poll;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.RelayDataSource;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.RelayStatus;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.status.VerificationRecord;
import dev.postrider.relay.takeover.HaltedException;
import dev.postrider.relay.takeover.IdentityCheck;
import dev.postrider.relay.takeover.OriginCheck;
import dev.postrider.relay.takeover.ShardCheck;
import dev.postrider.relay.threads.Bulkhead;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.RelayThreads;
import dev.postrider.relay.threads.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Delivers committed events from the outbox to a sink, each once. Any number of relays may run on one outbox: one is active,
 * the others stand by.
 *
 * <p>Thread-safe. Whoever makes it closes it.
 */
public final class Relay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    /** How long {@link #close()} takes at the most. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(9);

    /** To ask whether PostgreSQL is back costs it next to nothing, unlike a batch that is sent in vain. */
    private static final Duration LONGEST_PAUSE_FOR_POSTGRES = Duration.ofMillis(500);

    /** What is in flight arrives before another relay takes over, as a rule; what does not is sent again by that relay. */
    private static final Duration HAND_OVER_WITHIN = Duration.ofSeconds(5);

    private static final Duration CHECK_AFTER = Duration.ofSeconds(5);
    private static final Duration CHECK_VERSIONS_EVERY = Duration.ofMinutes(1);
    /** What maintenance is in the middle of is done soon, or undone by PostgreSQL. */
    private static final Duration STOP_MAINTENANCE_WITHIN = Duration.ofMillis(500);

    /** A right is missing, or a policy would hide rows. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String DOCTOR_KNOWS = "; `postrider doctor` prints the statement that mends it";

    private final DataSource dataSource;
    private final Sink sink;
    private final RelaySettings settings;
    private final BatchMemory memory;
    private final Turn turn;
    private final Bulkhead preparing;
    private final RelayClock clock;
    private final BatchTraces traces;
    private final StatusBoard board;
    private final TableHistories tableHistories;
    private final Lease lease;
    private final StopSignal stop = new StopSignal();
    private final BackoffSteps backoff;
    private final Thread thread;
    private final Thread maintenanceThread;
    private final StartupCheck startupCheck;
    private final @Nullable Thread verifyThread;
    private volatile long stopByNanos;

    /**
     * Starts nothing yet.
     *
     * @param dataSource connections to the database with the outbox, borrowed for short transactions, five at the most at once;
     *     the relay doesn't close it
     * @param sink where batches go; the relay closes it
     */
    public Relay(DataSource dataSource, Sink sink, RelaySettings settings, RelayListener listener) {
        this(dataSource, sink, settings, listener, Surroundings.ofOne(BatchMemory.ofOne(settings.bounds())));
    }

    /** As {@link #Relay(DataSource, Sink, RelaySettings, RelayListener)}, for a relay that shares its outbox with others. */
    public Relay(
            DataSource dataSource, Sink sink, RelaySettings settings, RelayListener listener, Surroundings around) {
        this(dataSource, sink, settings, listener, around, RelayClock.system());
    }

    Relay(
            DataSource dataSource,
            Sink sink,
            RelaySettings settings,
            RelayListener listener,
            Surroundings around,
            RelayClock clock) {
        this.memory = around.memory();
        this.turn = around.turn();
        this.preparing = around.preparing();
        this.clock = clock;
        this.traces = new BatchTraces(around.tracer(), clock);
        this.dataSource = new RelayDataSource(dataSource);
        this.sink = sink;
        this.tableHistories = new TableHistories(sink.shards().size());
        this.settings = settings;
        this.board = new StatusBoard(listener, clock);
        String owner = turn.owner();
        this.lease = new Lease(this.dataSource, owner, settings.leaseTerm(), clock::nanos);
        this.backoff = new BackoffSteps(
                settings.backoff(), () -> ThreadLocalRandom.current().nextDouble());
        RelayThreads threads = new RelayThreads(settings.outbox());
        this.thread = threads.thread("postrider-relay", this::work);
        this.maintenanceThread = threads.daemon("postrider-maintenance", maintenance(owner));
        this.startupCheck = new StartupCheck(
                this.dataSource, sink.eventLog(), CHECK_AFTER, CHECK_VERSIONS_EVERY, around.checking(), stop);
        this.verifyThread = verifyThread(threads, owner);
    }

    private Maintenance maintenance(String owner) {
        return new Maintenance(dataSource, settings, board, owner, stop, clock);
    }

    private @Nullable Thread verifyThread(RelayThreads threads, String owner) {
        EventLog eventLog = sink.eventLog();
        if (eventLog == null || settings.verifyEvery().isZero()) {
            return null;
        }
        VerificationRecord record = new VerificationRecord(dataSource, owner);
        Duration pause = settings.verifyEvery();
        return threads.daemon(
                "postrider-verify", new VerificationLoop(dataSource, eventLog, record, pause, board, stop, clock));
    }

    /** Begins to work in threads of its own and returns at once. Databases that are down are waited for. */
    public void start() {
        thread.start();
        maintenanceThread.start();
        if (verifyThread != null) {
            verifyThread.start();
        }
    }

    /** What the relay is doing now. */
    public RelayStatus status() {
        return board.status();
    }

    /** How many shards the event log has, as it is configured; 1 if it is not in shards. */
    public int shards() {
        return sink.shards().size();
    }

    /** Which servers the sink sends to and asks now, and since when; empty if it does not say. Never blocks. */
    public List<Serving> serving() {
        return sink.serving();
    }

    private void work() {
        while (!stop.ended()) {
            try {
                standByThenDeliver();
            } catch (FenceLostException e) {
                log.atInfo().log("{}", e.getMessage());
            } catch (SinkSaysNoException e) {
                stop.sleep(backoff.next());
            } catch (HaltedException e) {
                waitAfter(RelayState.HALTED, Where.POSTGRESQL, Kind.HALTED, "", reason(e));
            } catch (SinkException e) {
                waitForTheSink(e);
            } catch (SQLException e) {
                String state = e.getSQLState() == null ? "" : e.getSQLState();
                String reason = reason(e) + (INSUFFICIENT_PRIVILEGE.equals(state) ? DOCTOR_KNOWS : "");
                waitAfter(
                        RelayState.WAITING,
                        Where.POSTGRESQL,
                        Kind.UNAVAILABLE,
                        state,
                        reason,
                        LONGEST_PAUSE_FOR_POSTGRES);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
        turn.leave();
        board.state(RelayState.STOPPED);
    }

    /** Not foreseen: told with its stack trace once, and begun again from the ledger, which is right after any failure. */
    private void failed(Throwable e) {
        if (!stop.ended() && board.failed(Where.RELAY, Kind.FAILED, e.getClass().getSimpleName(), reason(e))) {
            log.atError().setCause(e).log("the relay failed, and begins again from the ledger");
        }
        board.state(RelayState.WAITING);
        stop.sleep(backoff.next());
    }

    /** A pause ends early when a server that could not be reached answers again. */
    private void waitForTheSink(SinkException e) {
        if (stop.ended()) {
            return;
        }
        board.failed(Where.CLICKHOUSE, Kind.UNAVAILABLE, e.code() == 0 ? "" : Integer.toString(e.code()), reason(e));
        board.state(RelayState.WAITING);
        stop.sleep(backoff.next(), () -> e.code() == 0 && e.getCause() != null && sink.isReachable());
    }

    private void waitAfter(RelayState state, Where where, Kind kind, String code, String reason) {
        waitAfter(state, where, kind, code, reason, settings.backoff().longest());
    }

    private void waitAfter(RelayState state, Where where, Kind kind, String code, String reason, Duration longest) {
        if (stop.ended()) {
            return;
        }
        board.failed(where, kind, code, reason);
        board.state(state);
        Duration pause = backoff.next();
        stop.sleep(pause.compareTo(longest) < 0 ? pause : longest);
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    private void standByThenDeliver() throws SQLException, SinkException {
        // A relay that can't deliver must not take the lease from one that can.
        RowLayout layout = prepared();
        OptionalLong fence = turn.mayTake() ? lease.take() : OptionalLong.empty();
        while (fence.isEmpty() && !stop.ended()) {
            board.works();
            board.state(RelayState.STANDBY);
            backoff.reset();
            stop.sleep(settings.leaseTerm().dividedBy(4));
            if (turn.mayTake() && lease.isFree()) {
                // The table may have changed while another relay was active. Looking at it may take longer than a lease
                // lasts.
                layout = prepared();
                fence = lease.take();
            }
        }
        if (fence.isPresent()) {
            try {
                deliver(fence.getAsLong(), layout);
            } finally {
                release();
            }
        }
    }

    /** An event log that took events before is waited for if it is gone. */
    private RowLayout prepared() throws SQLException, SinkException {
        String accepted = new EventLogRecord(dataSource, 0).accepted();
        try (Bulkhead.Place unused = preparing.enter(stop)) {
            return sink.prepare(accepted);
        }
    }

    private void deliver(long fence, RowLayout layout) throws SQLException, SinkException {
        StopSignal over = stop.within();
        try (LeaseKeeper keeper = new LeaseKeeper(lease, fence, settings.leaseTerm());
                Turn.Watch unused = turn.watch(over::end)) {
            int shards = sink.shards().size();
            Ledger ledger = new Ledger(dataSource, fence, sink::mark, shards);
            LedgerPage page = ledger.takeOver();
            IdentityCheck identity = new IdentityCheck(new IdentityHistory(dataSource, fence), sink, stop);
            Origin origin = new OriginCheck(ledger, identity).passed(settings.outbox());
            EventLogRecord eventLog = new EventLogRecord(dataSource, fence);
            new ShardCheck(eventLog, sink, settings.shardKey()).pass();
            tableHistories.begin(sink, eventLog.accepted());
            begins(fence, page, origin);
            OutboxReader reader = new OutboxReader(dataSource, origin.outbox());
            Sender sender = new Sender(sink, ledger, tableHistories, settings.backoff(), board, clock);
            Acknowledger acknowledger = new Acknowledger(ledger, eventLog, reader, tableHistories, page.totals());
            LineThreads workers =
                    new LineThreads(new RelayThreads(settings.outbox()), settings.insertsInFlight(), shards);
            BatchReader batches =
                    new BatchReader(new Poll(dataSource), reader, origin, layout, settings.shardKey(), traces);
            LineMemory kept = new LineMemory(memory, settings.shardLead(), batches, ledger);
            DeliveryLine line = new DeliveryLine(sender, acknowledger, workers, kept, board, keeper::confirm);
            try (line) {
                keeper.onLoss(line::fail);
                new Term(batches, ledger, line, settings, over, clock).run(page);
                if (over.ended()) {
                    line.finish(stop.ended() ? untilStop() : HAND_OVER_WITHIN);
                }
            } finally {
                if (line.hasWorked()) {
                    backoff.reset();
                }
            }
            line.rethrowFailure();
        }
    }

    private void begins(long fence, LedgerPage page, Origin origin) {
        board.active(new Tenure(fence, origin.current().toString()));
        startupCheck.beginOnce();
        log.atLevel(board.status().outage() == null ? Level.INFO : Level.DEBUG)
                .addKeyValue("outbox", origin.outbox())
                .addKeyValue("fence", fence)
                .addKeyValue("unfinished_batches", page.planned().size())
                .addKeyValue("event_log", sink.description())
                .log("delivering");
    }

    private Duration untilStop() {
        return Duration.ofNanos(Math.max(0, stopByNanos - clock.nanos()));
    }

    private void release() {
        if (stop.ended()) {
            turn.leave();
        }
        try {
            lease.release();
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("the lease was not given up; it ends by itself");
        }
    }

    /** Finishes or abandons the batches in flight within ten seconds, gives up the lease, and ends all threads. */
    @Override
    public void close() {
        close(STOP_WITHIN);
    }

    /**
     * As {@link #close()}, within a time of the caller's. Batches that are abandoned stay planned: the next relay sends them
     * again under the same token.
     */
    public void close(Duration within) {
        // What is left of the time is for breaking off and for the lease.
        stopByNanos = clock.nanos() + within.multipliedBy(2).dividedBy(3).toNanos();
        stop.end();
        if (thread.isAlive()) {
            join(thread, within);
            // It may wait for a connection that the pool can't give.
            thread.interrupt();
        }
        if (maintenanceThread.isAlive()) {
            join(maintenanceThread, STOP_MAINTENANCE_WITHIN);
            maintenanceThread.interrupt();
        }
        if (verifyThread != null && verifyThread.isAlive()) {
            // It only looks.
            verifyThread.interrupt();
        }
        sink.close();
    }

    private static void join(Thread thread, Duration within) {
        try {
            thread.join(within.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
