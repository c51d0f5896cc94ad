package dev.postrider.relay.status;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where delivery stands, as the ledger tells it, whichever process delivers. Reading it costs a few index look-ups and a
 * bounded count, whatever the size of the outbox.
 *
 * @param doubt why the ledger can't be believed about the events beside it, as after a dump and restore; null if it can
 * @param pending events committed and not delivered, counted up to {@link #PENDING_COUNTED} and a little more; null if that is
 *     not known
 * @param processed events delivered since the outbox was made, as far as the ledger knows
 * @param failed events kept as dead letters that nobody has decided about
 * @param waiting how long the oldest event has waited that is committed and not delivered; null if the ledger can't be believed
 * @param activeRelay the relay that holds the lease; null if none does
 * @param outage why nothing is delivered, as a relay told it; null if none told of an outage
 * @param pause that a person has paused delivery; null if nobody has
 * @param progress what was delivered in the last minutes
 */
public record OutboxStatus(
        @Nullable String doubt,
        @Nullable Long pending,
        long processed,
        long failed,
        @Nullable Lag waiting,
        @Nullable ActiveRelay activeRelay,
        @Nullable ToldOutage outage,
        @Nullable PausedDelivery pause,
        LedgerProgress progress) {
    /** Pending events are counted up to this number; a higher count is not worth its cost. */
    public static final int PENDING_COUNTED = 10_000;

    private static final String STATUS = SqlFile.text(OutboxStatus.class, "status.sql");
    private static final String DOUBT = SqlFile.text(OutboxStatus.class, "doubt.sql");
    private static final String LAST_BATCHES = SqlFile.text(OutboxStatus.class, "last_batches.sql");
    private static final String LAST_FAILURES = SqlFile.text(OutboxStatus.class, "last_failures.sql");

    /**
     * A connection for those who look: it reads only, whatever the session's defaults are. Closing it gives it back as it came.
     *
     * @throws SQLException if the database can't be reached
     */
    public static Connection look(DataSource dataSource) throws SQLException {
        return Connections.reading(dataSource);
    }

    /** The relay that holds the lease. */
    public record ActiveRelay(String owner, long fence) {}

    /**
     * A batch in the ledger; rows, bytes and attempts are 0 while it is planned.
     *
     * @param doneAt when it was acknowledged; null while it is planned
     */
    public record LedgerBatch(
            long batchNo, Instant plannedAt, @Nullable Instant doneAt, int rows, long bytes, int attempts) {}

    /** A dead letter, without its event. */
    public record Failure(long eventId, String eventType, Instant failedAt, long batchNo, int code, String reason) {}

    /** Reads it. Changes nothing; works in any transaction. */
    public static OutboxStatus read(Connection connection) throws SQLException {
        return read(connection, new LagWatch());
    }

    /** Reads it, by one who looks every few seconds and so knows better how long events have waited. */
    public static OutboxStatus read(Connection connection, LagWatch watch) throws SQLException {
        Lag waiting = lag(connection, watch);
        try (PreparedStatement statement = connection.prepareStatement(STATUS)) {
            statement.setLong(1, LedgerProgress.RECENT.toMillis());
            statement.setInt(2, PENDING_COUNTED);
            statement.setInt(3, PENDING_COUNTED);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String owner = row.getString(4);
                String doubt = row.getString(6);
                return new OutboxStatus(
                        doubt,
                        doubt == null ? row.getLong(1) : null,
                        row.getLong(2),
                        row.getLong(3),
                        waiting,
                        owner == null ? null : new ActiveRelay(owner, row.getLong(5)),
                        ToldOutage.of(row, 7),
                        PausedDelivery.of(row, 24),
                        LedgerProgress.of(row, 15));
            }
        }
    }

    /** Whether events are delivered, and why not. */
    public DeliveryState state() {
        return DeliveryState.of(this);
    }

    /** What a person should do about it, in a sentence or two. */
    public String advice() {
        return Advice.about(this);
    }

    /** Whether it is certain that no relay holds the lease. */
    boolean isRelayMissing() {
        return activeRelay == null && !progress.isStandby();
    }

    /** Whether {@link #PENDING_COUNTED} or more wait, so that nobody counted on. */
    public boolean pendingIsAtLeast() {
        return pending != null && pending >= PENDING_COUNTED;
    }

    /** Why the ledger can't be believed about the events beside it; null if it can. */
    public static @Nullable String doubt(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DOUBT)) {
            row.next();
            return row.getString(1);
        }
    }

    /** How long the oldest event has waited; null if the ledger can't be believed about it. */
    public static @Nullable Lag lag(Connection connection, LagWatch watch) throws SQLException {
        return doubt(connection) == null ? watch.measure(connection) : null;
    }

    /**
     * How long the oldest event has waited that is committed and not delivered, since it could first be seen; zero if none waits,
     * null if that is not known.
     */
    public @Nullable Duration lag() {
        return waiting == null ? null : waiting.known();
    }

    /** The lag in words, with its bounds where it is not known more exactly. */
    public String lagInWords() {
        return waiting == null ? "unknown" : waiting.inWords();
    }

    /** The newest batches, the newest first. */
    public static List<LedgerBatch> lastBatches(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_BATCHES)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
                List<LedgerBatch> batches = new ArrayList<>();
                while (row.next()) {
                    batches.add(new LedgerBatch(
                            row.getLong(1),
                            Instants.at(row, 2),
                            Instants.orNull(row, 3),
                            row.getInt(4),
                            row.getLong(5),
                            row.getInt(6)));
                }
                return batches;
            }
        }
    }

    /** The newest dead letters that nobody has decided about, the newest first. */
    public static List<Failure> lastFailures(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_FAILURES)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
                List<Failure> failures = new ArrayList<>();
                while (row.next()) {
                    failures.add(new Failure(
                            row.getLong(1),
                            row.getString(2),
                            Instants.at(row, 3),
                            row.getLong(4),
                            row.getInt(5),
                            row.getString(6)));
                }
                return failures;
            }
        }
    }
}
