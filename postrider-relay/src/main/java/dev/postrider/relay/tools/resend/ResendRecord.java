package dev.postrider.relay.tools.resend;

import dev.postrider.relay.batch.Position;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.tools.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One delivery that was made again, as the table {@code relay_replay} has it.
 *
 * @param number its number
 * @param kind what ordered it
 * @param target the table, with its database
 * @param criteria which events, as JSON
 * @param at the last event looked at
 * @param counts how many events
 * @param finishedAt null while it is under way or was broken off
 * @param order who ordered it, and why
 */
public record ResendRecord(
        long number,
        Kind kind,
        String target,
        String criteria,
        Position at,
        Counts counts,
        Instant startedAt,
        @Nullable Instant finishedAt,
        Decision order) {
    private static final NamedSql BEGIN = NamedSql.file(ResendRecord.class, "begin_replay.sql");
    private static final NamedSql UNFINISHED = NamedSql.file(ResendRecord.class, "unfinished.sql");
    private static final NamedSql PROGRESS = NamedSql.file(ResendRecord.class, "progress.sql");
    private static final NamedSql OTHER_TIMES = NamedSql.file(ResendRecord.class, "broken_off_with_other_times.sql");
    private static final String LAST = SqlFile.text(ResendRecord.class, "last.sql");

    /** What orders events to be sent again. */
    public enum Kind {
        REPLAY,
        REPAIR
    }

    /**
     * How many events.
     *
     * @param matched looked at and wanted
     * @param sent sent to the target
     * @param found in the target before, and so not sent
     */
    public record Counts(long matched, long sent, long found) {
        /** None yet. */
        public static final Counts NONE = new Counts(0, 0, 0);

        /** Both together. */
        public Counts plus(Counts other) {
            return new Counts(matched + other.matched, sent + other.sent, found + other.found);
        }
    }

    /** Writes that a delivery begins, or finds the same one that was broken off: it goes on where it was. */
    static ResendRecord beginOrResume(Connection connection, Kind kind, String target, String criteria, Decision order)
            throws SQLException {
        String kindText = kind.name().toLowerCase(Locale.ROOT);
        try (NamedStatement statement = UNFINISHED.prepare(connection)) {
            statement.set("kind", kindText).set("target", target).set("criteria", criteria);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    return of(row);
                }
            }
        }
        try (NamedStatement statement = BEGIN.prepare(connection)) {
            statement
                    .set("kind", kindText)
                    .set("target", target)
                    .set("criteria", criteria)
                    .set("by", order.by())
                    .set("note", order.note());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return of(row);
            }
        }
    }

    /** The newest replay that was broken off and whose criteria differ from these in nothing but times; null if there is none. */
    public static @Nullable ResendRecord brokenOffWithOtherTimes(DataSource dataSource, String target, String criteria)
            throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement = OTHER_TIMES.prepare(connection)) {
            statement.set("target", target).set("criteria", criteria);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? of(row) : null;
            }
        }
    }

    /** Writes how far it is. */
    static void progress(DataSource dataSource, long number, Position at, Counts counts, boolean finished)
            throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = PROGRESS.prepare(connection)) {
            statement
                    .set("at_txid", Long.toUnsignedString(at.txid()))
                    .set("at_id", at.id())
                    .set("matched", counts.matched())
                    .set("sent", counts.sent())
                    .set("found", counts.found())
                    .set("finished", finished)
                    .set("replay_no", number);
            if (statement.executeUpdate() != 1) {
                throw new SQLException(
                        "postrider.relay_replay has no row " + number + " any more; it was deleted by hand");
            }
        }
    }

    /** The newest ones, the newest first. */
    public static List<ResendRecord> last(DataSource dataSource, int most) throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setInt(1, most);
            try (ResultSet row = statement.executeQuery()) {
                List<ResendRecord> records = new ArrayList<>();
                while (row.next()) {
                    records.add(of(row));
                }
                return records;
            }
        }
    }

    private static ResendRecord of(ResultSet row) throws SQLException {
        return new ResendRecord(
                row.getLong(1),
                Kind.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                row.getString(4),
                new Position(Long.parseUnsignedLong(row.getString(5)), row.getLong(6)),
                new Counts(row.getLong(7), row.getLong(8), row.getLong(9)),
                Instants.at(row, 10),
                Instants.orNull(row, 11),
                new Decision(row.getString(12), row.getString(13)));
    }
}
