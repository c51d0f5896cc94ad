package dev.postrider.relay.tools.rebase;

import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.identity.DatabaseIdentity;
import dev.postrider.relay.identity.EventKey;
import dev.postrider.relay.identity.IdentityHistory;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.takeover.BeyondLedger;
import dev.postrider.relay.tools.Decision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The statements of a rebase, in the caller's transaction. */
final class RebaseSql {
    static final String BEGIN = text("begin_rebase.sql");
    static final String BEGIN_COUNT = text("begin_count.sql");

    /** What can be asked for at once. */
    private static final int PAGE = 40_000;

    private static final String FATES = text("fates.sql");
    private static final String DELIVERED = text("delivered_events.sql");
    private static final String COUNT = text("count_events.sql")
            .replace("{kept}", eventsOf("kept"))
            .replace("{dropped}", eventsOf("dropped"))
            .replace("{letter}", eventsOf("letter"));
    private static final String LOCK_OUTBOX = text("lock_outbox.sql");
    private static final String SNAPSHOT = text("snapshot.sql");
    private static final String HOLD = text("hold.sql");
    private static final String MAKE_KEPT = text("make_kept.sql");
    private static final String SET_ASIDE = text("copy_kept.sql");
    private static final String TELL_APART = text("tell_apart.sql");
    private static final String MOST_OF_ONE_ID = text("most_of_one_id.sql");
    private static final String TRANSACTION_ID = text("transaction_id.sql");
    private static final String EMPTY_OUTBOX = text("empty_outbox.sql");
    private static final String PUT_BACK = text("put_back.sql");
    private static final String FORGET_PLANS = text("forget_plans.sql");
    private static final String RESTART_RESENDS = text("restart_resends.sql");
    private static final String MARK = text("mark.sql");
    private static final String KEEP_IDENTITY = text("keep_new_identity.sql");
    private static final NamedSql RECORD_IDENTITY = NamedSql.parse(text("record_rebase.sql"));

    private final Connection connection;
    private final String judged;

    /** @param canAsk whether the event log can be asked for what the ledger has as delivered */
    RebaseSql(Connection connection, boolean canAsk) {
        this.connection = connection;
        this.judged = text("judged.sql")
                .replace("{ask}", Boolean.toString(canAsk))
                .replace("{window_ids}", Integer.toString(IdSet.WINDOW_IDS));
    }

    private static String text(String file) {
        return SqlFile.text(RebaseSql.class, file);
    }

    /** An event may have several rows; where its id is there once it has one, which need not be told from others. */
    private static String eventsOf(String fate) {
        return "count(*) FILTER (WHERE f.fate = '" + fate + "' AND f.content IS NULL)"
                + " + count(DISTINCT (f.id, f.event_date_time, f.content))"
                + " FILTER (WHERE f.fate = '" + fate + "' AND f.content IS NOT NULL)";
    }

    /** What is in the outbox, as a rebase sees it. */
    record Contents(
            long kept, long dropped, long deadLetters, int batchesUnderWay, boolean sequenceIsBehind, long highestId) {}

    Contents count(Unconfirmed unconfirmed) throws SQLException {
        try (PreparedStatement statement = aboutFates(COUNT, unconfirmed);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Contents(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4), row.getBoolean(5), row.getLong(6));
        }
    }

    private PreparedStatement aboutFates(String question, Unconfirmed unconfirmed) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(question.replace("{fates}", FATES).replace("{judged}", judged));
        List<EventKey> events = unconfirmed.events();
        statement.setArray(
                1,
                connection.createArrayOf(
                        "bigint", events.stream().map(EventKey::id).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "bigint", events.stream().map(EventKey::micros).toArray()));
        statement.setBoolean(3, unconfirmed.all());
        return statement;
    }

    /** What the ledger has as delivered, page by page. */
    Delivered delivered() throws SQLException {
        return new Delivered(connection.prepareStatement(DELIVERED.replace("{judged}", judged)));
    }

    /** Pages of events; read to the end or closed before the connection does anything else. */
    static final class Delivered implements AutoCloseable {
        private final PreparedStatement statement;
        private final ResultSet row;

        private Delivered(PreparedStatement statement) throws SQLException {
            this.statement = statement;
            statement.setFetchSize(PAGE);
            this.row = statement.executeQuery();
        }

        /** The next events; none at the end. */
        List<EventKey> next() throws SQLException {
            List<EventKey> page = new ArrayList<>();
            while (page.size() < PAGE && row.next()) {
                page.add(new EventKey(row.getLong(1), row.getLong(2)));
            }
            return page;
        }

        @Override
        public void close() throws SQLException {
            statement.close();
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

    boolean holds(long fence, DatabaseIdentity identity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            statement.setLong(1, fence);
            statement.setString(2, identity.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Where a transaction id comes from that nobody else uses: another transaction than this one. */
    interface TransactionIds {
        String next() throws SQLException;
    }

    /** Takes a transaction id, in a transaction of the connection's own. */
    static String transactionId(Connection other) throws SQLException {
        try (Statement statement = other.createStatement();
                ResultSet row = statement.executeQuery(TRANSACTION_ID)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Leaves in the outbox what is kept, each event of an id under a transaction id of its own. */
    void rewriteOutbox(Unconfirmed unconfirmed, TransactionIds ids) throws SQLException {
        Connections.execute(connection, MAKE_KEPT);
        try (PreparedStatement statement = aboutFates(SET_ASIDE, unconfirmed)) {
            statement.executeUpdate();
        }
        Connections.execute(connection, TELL_APART);
        List<String> further = new ArrayList<>();
        for (int nth = mostOfOneId(); nth > 1; nth--) {
            further.add(ids.next());
        }
        Connections.execute(connection, EMPTY_OUTBOX);
        try (PreparedStatement statement = connection.prepareStatement(PUT_BACK)) {
            statement.setArray(1, connection.createArrayOf("text", further.toArray()));
            statement.executeUpdate();
        }
        Connections.execute(connection, FORGET_PLANS);
        Connections.execute(connection, RESTART_RESENDS);
    }

    private int mostOfOneId() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MOST_OF_ONE_ID)) {
            row.next();
            return row.getInt(1);
        }
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

    /** Moves the ids on and keeps the identity; gives up to which id batches are asked for. */
    void beginIdentity(DatabaseIdentity identity, long highestId) throws SQLException {
        long askUpTo = IdentityHistory.moveIdsPast(connection, highestId);
        try (PreparedStatement statement = connection.prepareStatement(KEEP_IDENTITY)) {
            statement.setLong(1, identity.systemIdentifier());
            statement.setLong(2, identity.timeline());
            statement.setLong(3, askUpTo);
            statement.executeUpdate();
        }
    }

    void record(long firstBatchNo, Contents contents, BeyondLedger beyond, Decision by) throws SQLException {
        List<Long> orphans = beyond.orphans();
        try (NamedStatement statement = RECORD_IDENTITY.prepare(connection)) {
            statement
                    .set("first_batch_no", firstBatchNo)
                    .set("moved_ids_to", beyond.highestId() == 0 ? null : beyond.highestId())
                    .set("orphans", orphans.size())
                    .setArray("first_orphan_ids", "bigint", orphans.subList(0, Math.min(100, orphans.size())), id -> id)
                    .set("kept", contents.kept())
                    .set("dropped", contents.dropped())
                    .set("by", by.by())
                    .set("note", by.note())
                    .executeUpdate();
        }
    }
}
