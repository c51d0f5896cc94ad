package dev.postrider.relay.tools.rebase;

import dev.postrider.relay.identity.IdentityHistory;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.takeover.BeyondLedger;
import dev.postrider.relay.tools.AllShards;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.rebase.RebaseSql.Contents;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Makes the outbox belong to the database it lies in, after a dump and restore, an older backup or another cluster: drops the
 * events that the ledger has as delivered and the event log stores, keeps all others, and starts the ledger from a fresh snapshot.
 * Nothing that is kept is stored twice: the relay asks the event log for it, by identity, before it sends it.
 *
 * <p>Thread-safe. All of it is one transaction: killed in the middle, nothing has happened.
 */
public final class Rebase {
    private static final Duration LEASE_TERM = Duration.ofSeconds(30);
    /**
     * How long to wait for the lease, which a halted relay takes for a moment now and then, and for transactions that have
     * published something.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final DataSource dataSource;
    private final EventLog eventLog;
    private final Duration patience;

    /**
     * Changes nothing yet.
     *
     * @param dataSource connections to the database with the outbox
     * @param eventLog where the events of this outbox went
     */
    public Rebase(DataSource dataSource, EventLog eventLog) {
        this(dataSource, eventLog, PATIENCE);
    }

    Rebase(DataSource dataSource, EventLog eventLog, Duration patience) {
        this.dataSource = dataSource;
        this.eventLog = eventLog;
        this.patience = patience;
    }

    /**
     * Counts what {@link #run} would do, and changes nothing. Reads the whole outbox and takes no lock.
     *
     * @throws SinkException if ClickHouse can't be asked
     */
    public RebasePlan plan() throws SQLException, SinkException {
        Found found = look();
        try (Connection connection = begin(RebaseSql.BEGIN_COUNT)) {
            RebaseSql sql = new RebaseSql(connection, found.canAsk());
            Unconfirmed unconfirmed = unconfirmed(sql, found);
            RebasePlan plan = found.plan(sql.count(unconfirmed), unconfirmed);
            connection.rollback();
            return plan;
        }
    }

    /** As {@link #run(Decision)}, without saying who ordered it. */
    public RebasePlan run() throws SQLException, SinkException {
        return run(Decision.UNSIGNED);
    }

    /**
     * Does it, and tells what was done. Waits for open transactions that have published something, ten seconds at the most,
     * and keeps others from publishing meanwhile.
     *
     * @param by who ordered it, and why; kept with the new identity
     * @throws RebaseRefusedException if a relay is active, a transaction stays open, or a right is missing; nothing was changed
     * @throws SinkException if ClickHouse can't be asked; nothing was changed
     */
    public RebasePlan run(Decision by) throws SQLException, SinkException {
        try {
            return runUnderTheLease(by);
        } catch (SQLException e) {
            throw refusedOr(e);
        }
    }

    private RebasePlan runUnderTheLease(Decision by) throws SQLException, SinkException {
        Lease lease = new Lease(dataSource, "rebase/" + UUID.randomUUID(), LEASE_TERM, System::nanoTime);
        long fence = take(lease);
        try {
            // Nobody delivers anything between the question and the answer.
            return rewrite(fence, look(), by);
        } finally {
            lease.release();
        }
    }

    private long take(Lease lease) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            OptionalLong fence = lease.take();
            if (fence.isPresent()) {
                return fence.getAsLong();
            }
            if (System.nanoTime() > deadline) {
                throw new RebaseRefusedException(
                        "a relay has been active for the " + patience.toSeconds()
                                + " s of waiting: an outbox that a relay delivers needs no rebase; if this one does, stop all relays first");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** What is known outside of the outbox's rows. */
    private record Found(Origin origin, BeyondLedger beyond, boolean canAsk) {
        long highestId(Contents contents) {
            return Math.max(
                    Math.max(contents.highestId(), beyond.highestId()),
                    Math.max(origin.maxIdAcknowledged(), origin.askUpToId()));
        }

        RebasePlan plan(Contents contents, Unconfirmed unconfirmed) {
            return new RebasePlan(
                    origin.outbox(),
                    origin.stored(),
                    origin.current(),
                    contents.kept(),
                    contents.dropped(),
                    contents.deadLetters(),
                    contents.batchesUnderWay(),
                    unconfirmed.all() || (!canAsk && contents.sequenceIsBehind()),
                    highestId(contents),
                    beyond.orphans().size(),
                    canAsk);
        }
    }

    private Found look() throws SQLException, SinkException {
        AllShards.require(dataSource, eventLog);
        Origin origin = new Ledger(dataSource, 0).origin();
        boolean canAsk = eventLog.knowsIdentity();
        BeyondLedger beyond = canAsk
                ? BeyondLedger.find(origin, new IdentityHistory(dataSource, 0), eventLog)
                : new BeyondLedger(0, false, List.of());
        return new Found(origin, beyond, canAsk);
    }

    private Unconfirmed unconfirmed(RebaseSql sql, Found found) throws SQLException, SinkException {
        return found.canAsk() ? Unconfirmed.find(sql, found.origin().outbox(), eventLog) : Unconfirmed.NOT_ASKED;
    }

    private RebasePlan rewrite(long fence, Found found, Decision by) throws SQLException, SinkException {
        try (Connection connection = begin(RebaseSql.BEGIN)) {
            try {
                RebasePlan done = rewrite(connection, fence, found, by);
                connection.commit();
                return done;
            } catch (SQLException | SinkException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private RebasePlan rewrite(Connection connection, long fence, Found found, Decision by)
            throws SQLException, SinkException {
        RebaseSql sql = new RebaseSql(connection, found.canAsk());
        sql.lockOutbox(patience.toMillis());
        // Whoever has published has ended by now and is seen; whoever is in progress and publishes later is not, and
        // comes late.
        String snapshot = sql.snapshot();
        if (!sql.holds(fence, found.origin().current())) {
            throw new RebaseRefusedException(
                    "the lease was lost, or another server answers, before the rebase began: run it again");
        }
        // Under the lock: what is published meanwhile would not be asked for.
        Unconfirmed unconfirmed = unconfirmed(sql, found);
        Contents contents = sql.count(unconfirmed);
        sql.rewriteOutbox(unconfirmed, this::transactionId);
        long mark = sql.mark(fence, snapshot);
        sql.beginIdentity(found.origin().current(), found.highestId(contents));
        sql.record(mark + 1, contents, found.beyond(), by);
        return found.plan(contents, unconfirmed);
    }

    private String transactionId() throws SQLException {
        try (Connection other = Connections.committing(dataSource)) {
            return RebaseSql.transactionId(other);
        }
    }

    private Connection begin(String statements) throws SQLException {
        Connection connection = Connections.inTransaction(dataSource, statements);
        // Rewriting a large backlog is one statement that is silent for as long as it takes.
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    private SQLException refusedOr(SQLException e) {
        if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
            throw new RebaseRefusedException(
                    "a transaction that has published events, or reads the outbox, stayed open for "
                            + patience.toSeconds()
                            + " s: end it (SELECT pid, state, query FROM pg_stat_activity ORDER BY xact_start; SELECT * FROM"
                            + " pg_prepared_xacts), and run the rebase again",
                    e);
        }
        if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
            throw new RebaseRefusedException(
                    e.getMessage()
                            + "; a rebase needs the role postrider_relay and temporary tables: run it as the owner of"
                            + " the schema postrider, or GRANT postrider_relay TO its user and GRANT TEMPORARY ON DATABASE … TO"
                            + " its user",
                    e);
        }
        return e;
    }
}
