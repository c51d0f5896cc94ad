package dev.postrider.relay.rotate;

import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties leaves whose events were all delivered, by TRUNCATE: no dead rows, nothing for vacuum to do. Leaves that are written
 * to now, or soon, are left alone; a leaf that is locked is tried again the next time.
 */
public final class LeafRing {
    private static final Logger log = LoggerFactory.getLogger(LeafRing.class);

    private static final int LEAVES = 8;
    private static final int WINDOW_BITS = 16;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String BEGIN = SqlFile.text(LeafRing.class, "begin.sql");
    private static final String DELIVERED_LEAVES = SqlFile.text(LeafRing.class, "delivered_leaves.sql");
    private static final String CURRENT_TRANSACTION = SqlFile.text(LeafRing.class, "current_transaction.sql");
    private static final String LOCK_LEAF = SqlFile.text(LeafRing.class, "lock_leaf.sql");
    private static final String TRUNCATE_LEAF = SqlFile.text(LeafRing.class, "truncate_leaf.sql");

    private final DataSource dataSource;

    /** Empties nothing yet. */
    public LeafRing(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Empties what can be emptied.
     *
     * @param delivered all that this snapshot sees was delivered and acknowledged
     * @return how many leaves were emptied
     */
    public int empty(Snapshot delivered) throws SQLException {
        int emptied = 0;
        for (int leaf : candidates(delivered)) {
            if (emptyLeaf(leaf, delivered)) {
                emptied++;
            }
        }
        return emptied;
    }

    private List<Integer> candidates(Snapshot delivered) throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            int current = (int) ((currentTransaction(connection) >>> WINDOW_BITS) % LEAVES);
            String question = IntStream.range(0, LEAVES)
                    .filter(leaf -> leaf != current && leaf != (current + 1) % LEAVES)
                    .mapToObj(leaf -> deliveredLeaf(leaf, delivered))
                    .collect(Collectors.joining(" UNION ALL "));
            List<Integer> candidates = leaves(connection, question);
            connection.rollback();
            return candidates;
        }
    }

    private boolean emptyLeaf(int leaf, Snapshot delivered) throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try {
                Connections.execute(connection, LOCK_LEAF.replace("{leaf}", Integer.toString(leaf)));
                // Asked again under the lock: nobody can add to the leaf now.
                boolean stillDelivered =
                        !leaves(connection, deliveredLeaf(leaf, delivered)).isEmpty();
                if (stillDelivered) {
                    Connections.execute(connection, TRUNCATE_LEAF.replace("{leaf}", Integer.toString(leaf)));
                    log.atDebug().addKeyValue("leaf", leaf).log("emptied a leaf whose events were all delivered");
                }
                connection.commit();
                return stillDelivered;
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

    private static String deliveredLeaf(int leaf, Snapshot delivered) {
        String inProgress = LongStream.of(delivered.inProgress())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(",", "{", "}"));
        return DELIVERED_LEAVES
                .replace("{leaf}", Integer.toString(leaf))
                .replace("{xmax}", Long.toString(delivered.xmax()))
                .replace("{in_progress}", inProgress);
    }

    private static long currentTransaction(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CURRENT_TRANSACTION)) {
            row.next();
            return Long.parseLong(row.getString(1));
        }
    }

    private static List<Integer> leaves(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            List<Integer> leaves = new ArrayList<>();
            while (row.next()) {
                leaves.add(row.getInt(1));
            }
            return leaves;
        }
    }
}
