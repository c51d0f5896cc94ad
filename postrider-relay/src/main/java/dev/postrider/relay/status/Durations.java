package dev.postrider.relay.status;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads columns of milliseconds. */
final class Durations {
    private Durations() {}

    /** The time in a column that may be null. */
    static @Nullable Duration ofMillis(ResultSet row, int column) throws SQLException {
        Long millis = row.getObject(column, Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
