package dev.postrider.relay.tools.outbox;

import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.OutboxStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The outbox's leaves, and the transactions that hold back what can be seen, for people who look. Reads no event, but the first and the
 * last of a leaf by its index, and not their content. Reads only, on a standby too. Thread-safe.
 */
public final class OutboxView {
    /** Transactions in one answer at most, of each kind. */
    public static final int MOST = 100;

    private static final String BEGIN = SqlFile.text(OutboxView.class, "begin_looking.sql");
    private static final String SIZES = SqlFile.text(OutboxView.class, "leaf_sizes.sql");
    private static final String UNDELIVERED = SqlFile.text(OutboxView.class, "undelivered.sql");
    private static final String LEAF_EVENTS = SqlFile.text(OutboxView.class, "leaf_events.sql");
    private static final NamedSql TRANSACTIONS = NamedSql.file(OutboxView.class, "transactions.sql");
    private static final NamedSql PREPARED = NamedSql.file(OutboxView.class, "prepared.sql");

    private static final String EVENTS = UNDELIVERED
            + IntStream.range(0, TransactionWindow.LEAVES)
                    .mapToObj(leaf -> LEAF_EVENTS.replace("{leaf}", Integer.toString(leaf)))
                    .collect(Collectors.joining("\nUNION ALL\n"));

    /** A right is missing, or a policy would hide rows. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public OutboxView(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The leaves. Waits two seconds at the most for one that is being emptied. */
    public LeavesView leaves() throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try {
                return leaves(connection);
            } finally {
                connection.rollback();
            }
        }
    }

    private static LeavesView leaves(Connection connection) throws SQLException {
        List<LeafView> leaves = new ArrayList<>();
        long current = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SIZES)) {
            while (row.next()) {
                current = Long.parseUnsignedLong(row.getString(3));
                int number = row.getInt(1);
                leaves.add(new LeafView(number, row.getLong(2), TransactionWindow.leaf(current) == number, null));
            }
        }
        try {
            String doubt = OutboxStatus.doubt(connection);
            Map<Integer, LeafView.Content> contents = contents(connection, doubt == null);
            return new LeavesView(
                    current,
                    leaves.stream()
                            .map(leaf -> new LeafView(
                                    leaf.number(), leaf.bytes(), leaf.isWrittenNow(), contents.get(leaf.number())))
                            .toList(),
                    doubt);
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                return new LeavesView(current, leaves, "the right to read the outbox or the ledger is missing");
            }
            throw e;
        }
    }

    /** Where the ledger can't be believed, its transaction ids are of another history: what is delivered, and when, is not known. */
    private static Map<Integer, LeafView.Content> contents(Connection connection, boolean isLedgerBelieved)
            throws SQLException {
        Map<Integer, LeafView.Content> contents = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(EVENTS)) {
            while (row.next()) {
                contents.put(
                        row.getInt(1),
                        isLedgerBelieved
                                ? new LeafView.Content(
                                        span(row), row.getBoolean(4), Instants.orNull(row, 5), Instants.orNull(row, 6))
                                : new LeafView.Content(span(row), null, null, null));
            }
        }
        return contents;
    }

    private static LeafView.@Nullable Span span(ResultSet row) throws SQLException {
        String first = row.getString(2);
        if (first == null) {
            return null;
        }
        long oldest = Long.parseUnsignedLong(first);
        long newest = Long.parseUnsignedLong(row.getString(3));
        return new LeafView.Span(oldest, newest, TransactionWindow.of(oldest), TransactionWindow.of(newest));
    }

    /**
     * The transactions that are open, those first that hold back the most.
     *
     * @param most how many of each kind, 1 to {@value #MOST}
     */
    public OpenTransactions transactions(int most) throws SQLException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " transactions were asked for, must be 1 to " + MOST);
        }
        try (Connection connection = Connections.reading(dataSource)) {
            return new OpenTransactions(open(connection, most), prepared(connection, most), isStandby(connection));
        }
    }

    private static List<OpenTransactions.Open> open(Connection connection, int most) throws SQLException {
        try (NamedStatement statement = TRANSACTIONS.prepare(connection).set("most", most);
                ResultSet row = statement.executeQuery()) {
            List<OpenTransactions.Open> open = new ArrayList<>();
            while (row.next()) {
                open.add(new OpenTransactions.Open(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Instants.orNull(row, 6),
                        row.getBoolean(7)));
            }
            return open;
        }
    }

    private static List<OpenTransactions.Prepared> prepared(Connection connection, int most) throws SQLException {
        try (NamedStatement statement = PREPARED.prepare(connection).set("most", most);
                ResultSet row = statement.executeQuery()) {
            List<OpenTransactions.Prepared> prepared = new ArrayList<>();
            while (row.next()) {
                prepared.add(new OpenTransactions.Prepared(
                        row.getString(1), row.getString(2), row.getString(3), Instants.at(row, 4)));
            }
            return prepared;
        }
    }

    private static boolean isStandby(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
