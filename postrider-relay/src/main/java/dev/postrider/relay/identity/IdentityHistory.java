package dev.postrider.relay.identity;

import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.sql.ShortTransaction;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * What the ledger has to tell and to keep when the database has another identity than before. Thread-safe; every call that
 * does not take a connection is one short transaction.
 */
public final class IdentityHistory {
    /** Up to here ids are moved on one by one, which takes a few seconds at the most. */
    private static final long STEPS = 1_000_000;

    private static final String BEGIN = SqlFile.text(Lease.class, "begin_under_fence.sql");
    private static final String HOLD_IDENTITY = SqlFile.text(IdentityHistory.class, "hold_identity.sql");
    private static final String LAST_ID = SqlFile.text(IdentityHistory.class, "last_id.sql");
    private static final String STEP_IDS = SqlFile.text(IdentityHistory.class, "step_ids.sql");
    private static final String JUMP_IDS = SqlFile.text(IdentityHistory.class, "jump_ids.sql");
    private static final String KEEP_IDENTITY = SqlFile.text(IdentityHistory.class, "keep_identity.sql");
    private static final String RECORD_IDENTITY = SqlFile.text(IdentityHistory.class, "record_identity.sql");
    private static final String ASK_UP_TO = SqlFile.text(IdentityHistory.class, "ask_up_to.sql");
    private static final String NOT_PLANNED = SqlFile.text(IdentityHistory.class, "not_planned.sql");
    private static final String NOT_IN_OUTBOX = SqlFile.text(IdentityHistory.class, "not_in_outbox.sql");

    private final DataSource dataSource;
    private final long fence;

    /** For a relay that holds the lease under this fence. */
    public IdentityHistory(DataSource dataSource, long fence) {
        this.dataSource = dataSource;
        this.fence = fence;
    }

    /** The highest id handed out, or a little more. */
    public long lastId() throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, IdentityHistory::lastId);
    }

    /** Those that are of no event in a batch under way. */
    public List<EventKey> notPlanned(List<EventKey> events) throws SQLException {
        return those(NOT_PLANNED, events);
    }

    /** Those that are of no event in the outbox. Reads all of it. */
    public List<EventKey> notInOutbox(List<EventKey> events) throws SQLException {
        return events.isEmpty() ? List.of() : those(NOT_IN_OUTBOX, events);
    }

    private List<EventKey> those(String question, List<EventKey> events) throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(question)) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "bigint", events.stream().map(EventKey::id).toArray()));
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "bigint", events.stream().map(EventKey::micros).toArray()));
                try (ResultSet row = statement.executeQuery()) {
                    List<EventKey> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(new EventKey(row.getLong(1), row.getLong(2)));
                    }
                    return found;
                }
            }
        });
    }

    /**
     * From now on the ledger is written under this identity: ids are moved past those that the event log stores, and everything up to
     * there is asked for before it is sent. Gives the id up to which it is.
     *
     * @throws FenceLostException if another relay took over, or the server has another identity by now
     */
    public long begin(IdentityChange begins) throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, connection -> {
            hold(connection, begins.identity());
            boolean moves = begins.highestIdStored() > lastId(connection);
            // Whatever has an id by now may have been delivered before, without a word in this ledger.
            long askUpTo = begins.what() == IdentityChange.What.FIRST_SEEN
                    ? 0
                    : moveIdsPast(connection, begins.highestIdStored());
            try (PreparedStatement statement = connection.prepareStatement(KEEP_IDENTITY)) {
                statement.setLong(1, begins.identity().systemIdentifier());
                statement.setLong(2, begins.identity().timeline());
                statement.setLong(3, askUpTo);
                statement.executeUpdate();
            }
            record(connection, begins, moves);
            return askUpTo;
        });
    }

    /** From now on batches with ids up to this one are asked for before they are sent. */
    public void askUpTo(long id, DatabaseIdentity identity) throws SQLException {
        ShortTransaction.run(dataSource, BEGIN, connection -> {
            hold(connection, identity);
            try (PreparedStatement statement = connection.prepareStatement(ASK_UP_TO)) {
                statement.setLong(1, id);
                return statement.executeUpdate();
            }
        });
    }

    private void hold(Connection connection, DatabaseIdentity identity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD_IDENTITY)) {
            statement.setLong(1, fence);
            statement.setString(2, identity.toString());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new FenceLostException(fence, "taking on another identity of the database");
                }
            }
        }
    }

    private static void record(Connection connection, IdentityChange begins, boolean moved) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD_IDENTITY)) {
            statement.setString(1, begins.whatText());
            if (moved) {
                statement.setLong(2, begins.highestIdStored());
            } else {
                statement.setNull(2, Types.BIGINT);
            }
            statement.setLong(3, begins.orphans());
            statement.setArray(
                    4,
                    connection.createArrayOf("bigint", begins.firstOrphanIds().toArray()));
            statement.executeUpdate();
        }
    }

    /**
     * Moves the id sequence on, in the caller's transaction, so that no id up to this one is handed out any more; never back.
     * Gives the highest id that may have been handed out so far. What is handed out meanwhile is not handed out again.
     */
    public static long moveIdsPast(Connection connection, long id) throws SQLException {
        long last = lastId(connection);
        // More than once in a sequence that was never used: the first id taken is the one that it stands at.
        while (id > last) {
            // Setting a sequence could move it back over ids that others take in that moment; taking ids can't. Over
            // a long way the former takes too long, and nobody hands out a million ids during a statement.
            try (PreparedStatement move = connection.prepareStatement(id - last <= STEPS ? STEP_IDS : JUMP_IDS)) {
                move.setLong(1, id - last <= STEPS ? id - last : id);
                move.execute();
            }
            last = lastId(connection);
        }
        return last;
    }

    private static long lastId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST_ID)) {
            row.next();
            return row.getLong(1);
        }
    }
}
