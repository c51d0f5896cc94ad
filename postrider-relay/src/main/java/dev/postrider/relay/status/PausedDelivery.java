package dev.postrider.relay.status;

import dev.postrider.relay.sql.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person paused delivery.
 *
 * @param since when
 * @param by who; null if nobody said
 * @param note why
 */
public record PausedDelivery(Instant since, @Nullable String by, String note) {

    /** The columns from a number on; null if they are. */
    static @Nullable PausedDelivery of(ResultSet row, int first) throws SQLException {
        Instant since = Instants.orNull(row, first);
        return since == null ? null : new PausedDelivery(since, row.getString(first + 1), row.getString(first + 2));
    }
}
