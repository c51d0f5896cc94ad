package dev.postrider.relay.tools.batches;

import dev.postrider.relay.sql.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A batch in one line. Times are those of the database's clock. What the acknowledgement tells is 0 while the batch is planned.
 *
 * @param fence the term under which it was, or will be, acknowledged
 * @param doneAt when it was acknowledged; null while it is planned
 * @param rows how many events, with those that were refused
 * @param bytes their size as read from PostgreSQL
 * @param attempts how many inserts it took
 * @param refused how many of its events the event log refused, whatever was decided about them since
 */
public record BatchSummary(
        long batchNo,
        long fence,
        Instant plannedAt,
        @Nullable Instant doneAt,
        int rows,
        long bytes,
        int attempts,
        int refused) {
    /** The first columns. */
    static BatchSummary of(ResultSet row) throws SQLException {
        return new BatchSummary(
                row.getLong(1),
                row.getLong(2),
                Instants.at(row, 3),
                Instants.orNull(row, 4),
                row.getInt(5),
                row.getLong(6),
                row.getInt(7),
                row.getInt(8));
    }

    /** How far it is. */
    public BatchFilter.State state() {
        return doneAt == null ? BatchFilter.State.PLANNED : BatchFilter.State.ACKNOWLEDGED;
    }
}
