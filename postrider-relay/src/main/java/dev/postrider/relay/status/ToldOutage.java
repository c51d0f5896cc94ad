package dev.postrider.relay.status;

import dev.postrider.relay.sql.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An outage as a relay told it in PostgreSQL, for other processes to find.
 *
 * @param owner the relay that told it
 * @param where {@code PostgreSQL}, {@code ClickHouse} or {@code relay}
 * @param kind {@code unavailable}, {@code refused}, {@code unknown}, {@code halted} or {@code failed}
 * @param code the database's error code, or empty
 * @param reason what happened, for people
 * @param since when the first attempt failed, of any relay's
 * @param attempts how many attempts of this relay's had failed
 * @param toldAt when it told this; it tells it anew every minute
 */
public record ToldOutage(
        String owner,
        String where,
        String kind,
        String code,
        String reason,
        Instant since,
        int attempts,
        Instant toldAt) {

    /** The columns from a number on; null if they are. */
    static @Nullable ToldOutage of(ResultSet row, int first) throws SQLException {
        String owner = row.getString(first);
        return owner == null
                ? null
                : new ToldOutage(
                        owner,
                        row.getString(first + 1),
                        row.getString(first + 2),
                        row.getString(first + 3),
                        row.getString(first + 4),
                        Instants.at(row, first + 5),
                        row.getInt(first + 6),
                        Instants.at(row, first + 7));
    }

    /** Where, what kind, the code and the reason, in one line. */
    public String summary() {
        return where + ": " + kind + (code.isEmpty() ? "" : ", code " + code) + ": " + reason;
    }
}
