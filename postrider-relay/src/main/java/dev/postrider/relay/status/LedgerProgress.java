package dev.postrider.relay.status;

import dev.postrider.relay.sql.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger tells of the last minutes, by the database's clock.
 *
 * @param askedAt when the ledger was asked
 * @param lastSuccess the newest batch that is acknowledged; null if there is none
 * @param recentBatches batches acknowledged within {@link #RECENT} before
 * @param recentEvents events in them
 * @param underWaySince when the first batch was planned that is not acknowledged; null if there is none
 * @param noRelaySince since when no relay holds the lease; null if one does, or never did
 * @param isStandby whether a standby of PostgreSQL was asked, which does not tell who holds the lease
 */
public record LedgerProgress(
        Instant askedAt,
        @Nullable Success lastSuccess,
        long recentBatches,
        long recentEvents,
        @Nullable Instant underWaySince,
        @Nullable Instant noRelaySince,
        boolean isStandby) {

    /** How far back the newest batches and events are counted. */
    public static final Duration RECENT = Duration.ofMinutes(5);

    /**
     * A batch that was acknowledged.
     *
     * @param at when
     * @param events how many it held
     */
    public record Success(long batchNo, Instant at, long events) {}

    /** The columns from a number on. */
    static LedgerProgress of(ResultSet row, int first) throws SQLException {
        Instant doneAt = Instants.orNull(row, first + 2);
        return new LedgerProgress(
                Instants.at(row, first),
                doneAt == null ? null : new Success(row.getLong(first + 1), doneAt, row.getLong(first + 3)),
                row.getLong(first + 4),
                row.getLong(first + 5),
                Instants.orNull(row, first + 6),
                Instants.orNull(row, first + 7),
                row.getBoolean(first + 8));
    }

    /** Events acknowledged in a second, on average over {@link #RECENT}. */
    public double eventsPerSecond() {
        return (double) recentEvents / RECENT.toSeconds();
    }

    /** Whether a batch was acknowledged so lately. */
    boolean isAcknowledgedWithin(Duration lately) {
        return lastSuccess != null && !isBefore(lastSuccess.at(), lately);
    }

    /** Whether a time is longer ago. */
    boolean isBefore(Instant time, Duration ago) {
        return time.isBefore(askedAt.minus(ago));
    }
}
