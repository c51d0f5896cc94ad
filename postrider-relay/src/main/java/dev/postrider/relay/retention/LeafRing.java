package dev.postrider.relay.retention;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties leaves whose events were all delivered, by TRUNCATE: no dead rows, nothing for vacuum to do. Whether they were is read
 * from the ledger, and asked again under a lock that nobody who has written to the leaf and not ended lets go of; the lock is
 * never waited for. Nothing is emptied for a relay whose tenure is over.
 */
public final class LeafRing {
    private static final Logger log = LoggerFactory.getLogger(LeafRing.class);

    /** The leaves that writers come to next: so many seconds even at ten thousand transactions a second. */
    private static final int SOON = 2;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String BEGIN = SqlFile.text(LeafRing.class, "begin_emptying.sql");
    private static final String DELIVERED = SqlFile.text(LeafRing.class, "delivered_snapshots.sql");
    private static final String LEAF = SqlFile.text(LeafRing.class, "leaf.sql");
    private static final String CURRENT_TRANSACTION = SqlFile.text(LeafRing.class, "current_transaction.sql");
    private static final String LOCK_LEAF = SqlFile.text(LeafRing.class, "lock_leaf.sql");
    private static final String TRUNCATE_LEAF = SqlFile.text(LeafRing.class, "truncate_leaf.sql");

    private final DataSource dataSource;

    /**
     * What became of an attempt.
     *
     * @param leaves how many leaves were emptied
     * @param early how many of them held events that were delivered for less than the retention, and went because writers
     *     come to the leaf next
     * @param overdue whether a leaf with events that must not be kept any longer is left, because something in it is pending
     *     or someone uses it; worth another attempt soon
     */
    public record Emptied(int leaves, int early, boolean overdue) {}

    /** What a leaf holds. */
    private record Leaf(int number, boolean pending, boolean toKeep, boolean keptEnough, boolean overdue) {

        /** How many transaction windows it is until writers come to it; 0: they write to it now. */
        int ahead(int current) {
            return (number - current + TransactionWindow.LEAVES) % TransactionWindow.LEAVES;
        }

        boolean isDue(int current) {
            int ahead = ahead(current);
            // The ring never takes in a second round of events on top of those that were kept long enough. Where it
            // goes round faster than the retention, the newer ones go with them.
            boolean written = ahead > 0 && ahead <= SOON && keptEnough;
            return overdue || written || (ahead > 0 && !toKeep);
        }
    }

    /** Empties nothing yet. */
    public LeafRing(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Empties what can be emptied: leaves in which nothing is pending, and that
     *
     * <ul>
     *   <li>are not written to now, all their events delivered for the retention or longer; or
     *   <li>are written to next, and hold an event delivered for the retention or longer; or
     *   <li>hold an event delivered for the longest retention or longer, even if they are written to now.
     * </ul>
     *
     * @param tenure the caller's: without it nothing is emptied
     * @param retention how long delivered events are to be kept
     * @param longest how long they may be kept
     */
    public Emptied empty(Tenure tenure, Duration retention, Duration longest) throws SQLException {
        String delivered = DELIVERED
                .replace("{fence}", Long.toString(tenure.fence()))
                .replace("{identity}", tenure.identity())
                .replace("{retention_millis}", Long.toString(retention.toMillis()))
                .replace("{longest_millis}", Long.toString(longest.toMillis()));
        int emptied = 0;
        int early = 0;
        boolean overdue = false;
        for (Leaf leaf : dueLeaves(delivered)) {
            if (!leaf.pending() && empty(leaf, delivered)) {
                emptied++;
                early += leaf.toKeep() && !leaf.overdue() ? 1 : 0;
            } else {
                overdue |= leaf.overdue();
            }
        }
        return new Emptied(emptied, early, overdue);
    }

    /** How far transaction ids are; assigns none. */
    public long currentTransaction() throws SQLException {
        try (Connection connection = Connections.reading(dataSource)) {
            return currentTransaction(connection);
        }
    }

    private List<Leaf> dueLeaves(String delivered) throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            int current = TransactionWindow.leaf(currentTransaction(connection));
            String question = IntStream.range(0, TransactionWindow.LEAVES)
                    .mapToObj(LeafRing::questionAbout)
                    .collect(Collectors.joining("\nUNION ALL\n"));
            List<Leaf> due = leaves(connection, delivered + question).stream()
                    .filter(leaf -> leaf.isDue(current))
                    .toList();
            connection.rollback();
            return due;
        }
    }

    private boolean empty(Leaf leaf, String delivered) throws SQLException {
        String number = Integer.toString(leaf.number());
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try {
                Connections.execute(connection, LOCK_LEAF.replace("{leaf}", number));
                // Asked again under the lock: nobody can add to the leaf now.
                boolean delivery = leaves(connection, delivered + questionAbout(leaf.number())).stream()
                        .anyMatch(now -> !now.pending());
                if (delivery) {
                    Connections.execute(connection, TRUNCATE_LEAF.replace("{leaf}", number));
                    log.atDebug().addKeyValue("leaf", number).log("emptied a leaf whose events were all delivered");
                }
                connection.commit();
                return delivery;
            } catch (SQLException e) {
                rollBack(connection, e);
                if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    return false;
                }
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static String questionAbout(int leaf) {
        return LEAF.replace("{leaf}", Integer.toString(leaf));
    }

    private static long currentTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CURRENT_TRANSACTION)) {
            row.next();
            return Long.parseLong(row.getString(1));
        }
    }

    private static List<Leaf> leaves(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            List<Leaf> leaves = new ArrayList<>();
            while (row.next()) {
                leaves.add(new Leaf(
                        row.getInt(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), row.getBoolean(5)));
            }
            return leaves;
        }
    }
}
