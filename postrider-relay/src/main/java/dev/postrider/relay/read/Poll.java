package dev.postrider.relay.read;

import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** Looks whether events wait behind a snapshot. Writes nothing. For one thread. */
public final class Poll {
    private static final String POLL = SqlFile.text(Poll.class, "poll.sql");
    private static final String POLL_LATE = SqlFile.text(Poll.class, "poll_late.sql");

    /**
     * What waits.
     *
     * @param any whether an event waits
     * @param lastId the last id handed out, to a committed event or not
     */
    public record Found(boolean any, long lastId) {}

    private final DataSource dataSource;
    private Snapshot behind = Snapshot.NOTHING;
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
            endedWithoutEvent.clear();
        }
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(POLL)) {
            statement.setString(1, Long.toUnsignedString(seen.xmax()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean newer = row.getBoolean(2);
                return new Found(newer || late(connection, Snapshot.parse(row.getString(1))), row.getLong(3));
            }
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
