package dev.postrider.relay.read;

import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/**
 * Looks whether events wait behind a snapshot. Writes nothing. For one thread.
 *
 * <p>A look that found nothing is repeated by comparing snapshots alone, which costs a sixth of a look at the table with its
 * leaves: nothing new can be seen before a transaction with an id has ended.
 */
public final class Poll {
    private static final String POLL = SqlFile.text(Poll.class, "poll.sql");
    private static final String POLL_LATE = SqlFile.text(Poll.class, "poll_late.sql");
    private static final String SNAPSHOT = SqlFile.text(Poll.class, "poll_snapshot.sql");
    private static final String LAST_ID = SqlFile.text(Poll.class, "poll_last_id.sql");

    /**
     * What waits.
     *
     * @param any whether an event waits
     * @param lastId the last id handed out, to a committed event or not; 0 if nothing waits
     */
    public record Found(boolean any, long lastId) {
        private static final Found NOTHING = new Found(false, 0);
    }

    private final DataSource dataSource;
    private Snapshot behind = Snapshot.NOTHING;
    /** The newest snapshot, as PostgreSQL's text, in which nothing waited; empty if there is none. */
    private String nothingAt = "";
    /** Transactions in progress in {@code behind} that have ended without leaving an event: they never will. */
    private final Set<Long> endedWithoutEvent = new HashSet<>();

    /** Looks at nothing yet. */
    public Poll(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Looks for events that the snapshot does not see and that are committed now. */
    public Found look(Snapshot seen) throws SQLException {
        if (!seen.equals(behind)) {
            behind = seen;
            nothingAt = "";
            endedWithoutEvent.clear();
        }
        if (!nothingAt.isEmpty() && nothingAt.equals(snapshot())) {
            return Found.NOTHING;
        }
        try (Connection connection = Connections.inTransaction(dataSource)) {
            return lookIntoOutbox(connection);
        }
    }

    private Found lookIntoOutbox(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Connections.first(connection, POLL))) {
            statement.setString(1, Long.toUnsignedString(behind.xmax()));
            try (ResultSet row = Connections.firstRows(statement)) {
                row.next();
                boolean newer = row.getBoolean(2);
                String now = row.getString(1);
                Snapshot snapshot = Snapshot.parse(now);
                requireAhead(snapshot);
                if (newer || late(connection, snapshot)) {
                    nothingAt = "";
                    return new Found(true, row.getLong(3));
                }
                nothingAt = now;
                return Found.NOTHING;
            }
        }
    }

    /** Under one identity of the database transaction ids only rise: what is behind them would be overlooked for ever. */
    private void requireAhead(Snapshot now) throws SQLException {
        if (now.xmax() < behind.xmax()) {
            throw new SQLException("the server's snapshot (" + now + ") is behind that of the newest plan (" + behind
                    + "): transaction ids were set back, or another server answers");
        }
    }

    private String snapshot() throws SQLException {
        try (Connection connection = Connections.bare(dataSource)) {
            try (PreparedStatement statement = connection.prepareStatement(SNAPSHOT);
                    ResultSet row = Connections.firstRows(statement)) {
                row.next();
                return row.getString(1);
            } catch (SQLException e) {
                // the transaction may be open
                Connections.drop(connection);
                throw e;
            }
        }
    }

    /** The last id handed out, to a committed event or not: how far it is ahead tells how many events may wait. */
    public long lastId() throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST_ID)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Transactions that were in progress then and have ended now: the second place where committed events come from. */
    private boolean late(Connection connection, Snapshot now) throws SQLException {
        long[] ended = LongStream.of(behind.endedBy(now))
                .filter(txid -> !endedWithoutEvent.contains(txid))
                .toArray();
        if (ended.length == 0) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement(POLL_LATE)) {
            statement.setString(1, array(ended));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean any = row.getBoolean(1);
                if (!any) {
                    Arrays.stream(ended).forEach(endedWithoutEvent::add);
                }
                return any;
            }
        }
    }

    static String array(long[] txids) {
        return LongStream.of(txids).mapToObj(Long::toUnsignedString).collect(Collectors.joining(",", "{", "}"));
    }
}
