package dev.postrider.relay.status;

import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What comparing the event log with the ledger, in the background of delivery, found last. Relays tell it at news, and every few
 * minutes otherwise. Times are those of the database's clock.
 *
 * @param owner the relay that told it
 * @param comparedAt when an id window was compared last
 * @param compared how many id windows were compared so far in the round that is under way
 * @param found what differs, of what this relay has compared since it started
 * @param lastRound the last whole round, of this relay or an earlier one; null if there was none
 */
public record LastVerification(
        String owner,
        long fence,
        Instant comparedAt,
        long compared,
        Found found,
        @Nullable Round lastRound) {
    /** Differing id windows that are named at most. */
    public static final int MOST = 100;

    private static final String READ = SqlFile.text(LastVerification.class, "last_verification.sql");

    /**
     * Id windows that differ.
     *
     * @param differing how many
     * @param first the first of them, no more than {@value #MOST}
     */
    public record Found(long differing, List<Differing> first) {
        /** Copies the list. */
        public Found {
            first = List.copyOf(first);
        }
    }

    /**
     * An id window that differs.
     *
     * @param window its number
     * @param words what differs
     */
    public record Differing(long window, String words) {}

    /**
     * A round in which every id window was compared.
     *
     * @param compared how many there were
     * @param found what differed at its end
     */
    public record Round(Instant beganAt, Instant endedAt, long compared, Found found) {}

    /** Reads it; null if no relay has ever compared anything. */
    public static @Nullable LastVerification read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            if (!row.next()) {
                return null;
            }
            Instant endedAt = Instants.orNull(row, 9);
            return new LastVerification(
                    row.getString(1),
                    row.getLong(2),
                    Instants.at(row, 3),
                    row.getLong(4),
                    found(row, 5),
                    endedAt == null ? null : new Round(Instants.at(row, 8), endedAt, row.getLong(10), found(row, 11)));
        }
    }

    /** Three columns. */
    private static Found found(ResultSet row, int first) throws SQLException {
        Long[] windows = (Long[]) row.getArray(first + 1).getArray();
        String[] words = (String[]) row.getArray(first + 2).getArray();
        return new Found(
                row.getLong(first),
                IntStream.range(0, windows.length)
                        .mapToObj(i -> new Differing(windows[i], words[i]))
                        .toList());
    }
}
