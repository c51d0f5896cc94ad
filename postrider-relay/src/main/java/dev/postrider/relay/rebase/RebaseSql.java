package dev.postrider.relay.rebase;

import dev.postrider.relay.ledger.Life;
import dev.postrider.relay.ledger.Lives;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/** The statements of a rebase, in the caller's transaction. */
final class RebaseSql {
    static final String BEGIN = text("begin.sql");
    static final String BEGIN_COUNT = text("begin_count.sql");

    private static final String PENDING = text("pending.sql");
    private static final String COUNT = text("count.sql").replace("{pending}", PENDING);
    private static final String LOCK_OUTBOX = text("lock_outbox.sql");
    private static final String SNAPSHOT = text("snapshot.sql");
    private static final String HOLD = text("hold.sql");
    private static final String SET_ASIDE = text("set_aside.sql").replace("{pending}", PENDING);
    private static final String EMPTY_OUTBOX = text("empty_outbox.sql");
    private static final String PUT_BACK = text("put_back.sql");
    private static final String FORGET_PLANS = text("forget_plans.sql");
    private static final String MARK = text("mark.sql");
    private static final String KEEP_LIFE = text("keep_life.sql");
    private static final String RECORD_LIFE = text("record_life.sql");

    private final Connection connection;

    RebaseSql(Connection connection) {
        this.connection = connection;
    }

    private static String text(String file) {
        return SqlFile.text(RebaseSql.class, file);
    }

    /** What is in the outbox, as a rebase sees it. */
    record Contents(long kept, long dropped, int batchesUnderWay, boolean keepsAll, long highestId) {}

    Contents count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNT)) {
            row.next();
            // Without any event there is one row all the same, of no event.
            long dropped = row.getLong(5) == 0 ? 0 : row.getLong(2);
            return new Contents(row.getLong(1), dropped, row.getInt(3), row.getBoolean(4), row.getLong(5));
        }
    }

    void lockOutbox(long waitMillis) throws SQLException {
        Connections.execute(connection, "SET LOCAL lock_timeout = " + waitMillis);
        Connections.execute(connection, LOCK_OUTBOX);
    }

    String snapshot() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SNAPSHOT)) {
            row.next();
            return row.getString(1);
        }
    }

    boolean holds(long fence, Life life) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            statement.setLong(1, fence);
            statement.setString(2, life.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Leaves in the outbox what is kept, under this transaction's id. */
    void rewriteOutbox() throws SQLException {
        Connections.execute(connection, SET_ASIDE);
        Connections.execute(connection, EMPTY_OUTBOX);
        Connections.execute(connection, PUT_BACK);
        Connections.execute(connection, FORGET_PLANS);
    }

    /** Gives the number of the batch that marks the new beginning. */
    long mark(long fence, String snapshot) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MARK)) {
            statement.setLong(1, fence);
            statement.setString(2, snapshot);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Moves the ids on and keeps the life; gives up to which id batches are asked for. */
    void beginLife(Life life, long highestId) throws SQLException {
        long askUpTo = Lives.moveIdsPast(connection, highestId);
        try (PreparedStatement statement = connection.prepareStatement(KEEP_LIFE)) {
            statement.setLong(1, life.systemIdentifier());
            statement.setLong(2, life.timeline());
            statement.setLong(3, askUpTo);
            statement.executeUpdate();
        }
    }

    void record(long firstBatchNo, Contents contents, BeyondLedger beyond) throws SQLException {
        List<Long> orphans = beyond.orphans();
        try (PreparedStatement statement = connection.prepareStatement(RECORD_LIFE)) {
            statement.setLong(1, firstBatchNo);
            if (beyond.highestId() == 0) {
                statement.setNull(2, Types.BIGINT);
            } else {
                statement.setLong(2, beyond.highestId());
            }
            statement.setLong(3, orphans.size());
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bigint",
                            orphans.subList(0, Math.min(100, orphans.size())).toArray()));
            statement.setLong(5, contents.kept());
            statement.setLong(6, contents.dropped());
            statement.executeUpdate();
        }
    }
}
