package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.budget.BudgetState;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.retention.Expiry;
import dev.postrider.relay.retention.LeafRing;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.settings.RelaySettings.Retention;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.status.AttemptRecord;
import dev.postrider.relay.status.HistoryRecord;
import dev.postrider.relay.status.Lag;
import dev.postrider.relay.status.LagWatch;
import dev.postrider.relay.status.OutageRecord;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done beside delivery, in one thread of its own and with one connection at a time: measuring the lag, telling of
 * outages, emptying leaves,
 * deleting what the ledger needs no longer, keeping to the budgets. The lag is measured in every state; the rest is left to the
 * active relay, but the budgets matter most while there is none because nobody can deliver.
 *
 * <p>Whatever destroys shows the tenure under which the ledger was found to fit the database, and has it checked in the same
 * transaction: a relay that stands by or is halted destroys nothing.
 */
public final class Maintenance implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

    /** Minimum delay between two runs. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** Maximum delay between two runs: how soon it notices that the relay's state has changed. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Measuring the lag costs PostgreSQL milliseconds. It takes one part in so many of the time: a busy server is asked less often. */
    private static final int LAG_SHARE = 100;

    /** Maximum delay between two measurements of the lag. A relay that stands by has this one: the active relay measures too. */
    private static final Duration LONGEST_BETWEEN_LAGS = Duration.ofSeconds(10);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    /** A leaf in which something is pending whenever one looks can be emptied in a pause of the writers. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private static final Duration BETWEEN_BUDGETS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final Retention retention;
    private final StatusBoard board;
    private final StopSignal stop;
    private final LeafRing leaves;
    private final LeafPace leafPace;
    private final Expiry expiry;
    private final BudgetKeeper budgets;
    private final List<PeriodicTask> whileStandingBy;
    private final List<PeriodicTask> whileWaiting;
    private final List<PeriodicTask> whileHalted;
    private final List<PeriodicTask> all;
    private final LagWatch lagWatch;
    private @Nullable Duration lag;
    private boolean toldOfEarlyLeaves;

    /**
     * @param owner the relay, as it is called in the lease: what it tells of itself it signs so
     */
    public Maintenance(
            DataSource dataSource,
            RelaySettings settings,
            StatusBoard board,
            String owner,
            StopSignal stop,
            RelayClock clock) {
        this.dataSource = dataSource;
        this.retention = settings.retention();
        this.board = board;
        this.stop = stop;
        this.leaves = new LeafRing(dataSource);
        this.leafPace = new LeafPace(settings.retention());
        this.expiry = new Expiry(dataSource);
        this.budgets = new BudgetKeeper(settings.budgets(), dataSource, clock);
        this.lagWatch = new LagWatch(clock::nanos);
        PeriodicTask measuring = task("the lag can't be measured now", this::measureLag);
        PeriodicTask keeping = task("the outbox's budgets can't be kept to", this::keepToBudgets);
        PeriodicTask emptying = task("a leaf whose events were all delivered can't be emptied", this::emptyLeaves);
        OutageRecorder recorder = new OutageRecorder(new OutageRecord(dataSource, owner), board, clock);
        PeriodicTask writing = task(
                "what became of attempts to send can't be written down",
                new AttemptKeeper(new AttemptRecord(dataSource, owner), board.attempts(), clock)::keep);
        PeriodicTask telling = task("where the outage stands can't be written", recorder::keep);
        PeriodicTask recording = task(
                "how delivery stands can't be written down",
                new HistoryKeeper(dataSource, new HistoryRecord(dataSource, owner), recorder, lagWatch, board, clock)
                        ::keep);
        PeriodicTask glancing = task("the lag can't be measured now", this::glanceAtLag);
        this.whileStandingBy = List.of(telling, writing, glancing);
        this.whileHalted = List.of(telling, writing, recording, measuring, keeping);
        this.whileWaiting = List.of(telling, writing, recording, measuring, keeping, emptying);
        this.all = List.of(
                telling,
                writing,
                recording,
                measuring,
                keeping,
                emptying,
                task("old batches can't be deleted from the ledger", this::forgetBatches),
                task("old attempts to send can't be deleted", this::forgetAttempts),
                task("what was told of delivery long ago can't be deleted", this::forgetHistory),
                task("old dead letters can't be deleted", this::forgetDeadLetters));
    }

    private static PeriodicTask task(String failure, PeriodicTask.Work work) {
        return new PeriodicTask(failure, work, System::nanoTime);
    }

    @Override
    public void run() {
        while (!stop.ended()) {
            List<PeriodicTask> tasks = tasks(board.status().state());
            tasks.forEach(this::doIfDue);
            stop.sleep(untilNext(tasks));
        }
    }

    private List<PeriodicTask> tasks(RelayState state) {
        return switch (state) {
            case ACTIVE -> all;
            case WAITING -> whileWaiting;
            case HALTED -> whileHalted;
            case STARTING, STANDBY, STOPPED -> {
                budgets.leaveToOthers();
                yield whileStandingBy;
            }
        };
    }

    private static Duration untilNext(List<PeriodicTask> tasks) {
        Duration least =
                tasks.stream().map(PeriodicTask::left).min(Duration::compareTo).orElse(LONGEST_PAUSE);
        Duration atMost = least.compareTo(LONGEST_PAUSE) < 0 ? least : LONGEST_PAUSE;
        return atMost.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : atMost;
    }

    private void doIfDue(PeriodicTask chore) {
        if (!stop.ended()) {
            chore.doIfDue(AFTER_FAILURE);
        }
    }

    private Duration measureLag() throws SQLException {
        if (board.nothingWaitedWithin(SECOND)) {
            // Just looked, by the relay itself, and at a hundredth of the cost.
            lagWatch.nothingWaited(SECOND);
            lag = Duration.ZERO;
            board.lag(0L);
            return SECOND;
        }
        lag = null;
        long began = System.nanoTime();
        try (Connection connection = Connections.reading(dataSource)) {
            Lag waiting = OutboxStatus.lag(connection, lagWatch);
            lag = waiting == null ? null : waiting.known();
        } finally {
            board.lag(lag == null ? null : lag.toNanos());
        }
        return untilLagIsMeasured(Duration.ofNanos(System.nanoTime() - began));
    }

    static Duration untilLagIsMeasured(Duration took) {
        Duration next = took.multipliedBy(LAG_SHARE);
        return next.compareTo(SECOND) < 0
                ? SECOND
                : next.compareTo(LONGEST_BETWEEN_LAGS) < 0 ? next : LONGEST_BETWEEN_LAGS;
    }

    private Duration glanceAtLag() throws SQLException {
        measureLag();
        return LONGEST_BETWEEN_LAGS;
    }

    private Duration keepToBudgets() throws SQLException {
        long bytes;
        try (Connection connection = Connections.reading(dataSource)) {
            bytes = OutboxSpace.read(connection).bytes();
        }
        budgets.keepTo(lag, bytes);
        return budgets.worst() == BudgetState.OVER ? SECOND : BETWEEN_BUDGETS;
    }

    private Duration emptyLeaves() throws SQLException {
        Tenure tenure = board.tenure();
        if (tenure == null) {
            return SECOND;
        }
        // Space is for what is not delivered: where it is short, nothing delivered is kept for a replay.
        boolean spaceIsShort = budgets.size() != BudgetState.WITHIN;
        long transaction = leaves.currentTransaction();
        if (!spaceIsShort && !leafPace.isDue(System.nanoTime(), transaction)) {
            return leafPace.next();
        }
        leafPace.lookSoon();
        LeafRing.Emptied emptied = leaves.empty(
                tenure,
                spaceIsShort ? Duration.ZERO : retention.delivered(),
                spaceIsShort ? Duration.ZERO : retention.longest());
        if (emptied.early() > 0 && !spaceIsShort && !toldOfEarlyLeaves) {
            toldOfEarlyLeaves = true;
            log.atInfo()
                    .addKeyValue("retention", retention.delivered())
                    .log(
                            "so many transactions write that delivered events can't be retained for as long as the retention says;"
                                    + " those of the last 327,680 transactions certainly are");
        }
        if (spaceIsShort) {
            return SECOND;
        }
        if (emptied.overdue()) {
            return BETWEEN_ATTEMPTS;
        }
        leafPace.looked(System.nanoTime(), transaction);
        return leafPace.next();
    }

    private Duration forgetBatches() throws SQLException {
        Tenure tenure = board.tenure();
        return tenure != null && expiry.forgetBatches(tenure, retention.ledger()) > 0
                ? SHORTEST_PAUSE
                : BETWEEN_EXPIRIES;
    }

    private Duration forgetAttempts() throws SQLException {
        Tenure tenure = board.tenure();
        return tenure != null && expiry.forgetAttempts(tenure) > 0 ? SHORTEST_PAUSE : BETWEEN_EXPIRIES;
    }

    private Duration forgetHistory() throws SQLException {
        Tenure tenure = board.tenure();
        return tenure != null && expiry.forgetHistory(tenure, retention.ledger()) > 0
                ? SHORTEST_PAUSE
                : BETWEEN_EXPIRIES;
    }

    private Duration forgetDeadLetters() throws SQLException {
        Tenure tenure = board.tenure();
        return tenure != null && expiry.forgetDeadLetters(tenure, retention.deadLetters()) > 0
                ? SHORTEST_PAUSE
                : BETWEEN_EXPIRIES;
    }
}
