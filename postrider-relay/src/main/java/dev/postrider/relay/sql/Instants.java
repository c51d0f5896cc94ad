package dev.postrider.relay.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads the column type {@code timestamptz}: exact to the microsecond, over the whole range that PostgreSQL has. */
public final class Instants {
    private Instants() {}

    /** The time in a column that is never null. */
    public static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The time in a column that may be null. */
    public static @Nullable Instant orNull(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
