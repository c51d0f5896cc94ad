package dev.postrider.relay.read;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RowConsumer;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.batch.TransactionWindow;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads the rows of a plan, the same each time: first those of transactions that were in progress in the old snapshot, then
 * those that began later, leaf by leaf. Never through the partitioned parent, which may sort the whole difference for every
 * batch.
 *
 * <p>Thread-safe; a reading borrows one connection.
 */
public final class OutboxReader {
    private static final String BEGIN = SqlFile.text(OutboxReader.class, "begin_read.sql");
    private static final String JUMP = SqlFile.text(OutboxReader.class, "jump.sql");
    private static final String BEGIN_ID = SqlFile.text(OutboxReader.class, "begin_id.sql");
    private static final String COPY_ID = SqlFile.text(OutboxReader.class, "copy_id.sql");
    private static final String COPY = SqlFile.text(OutboxReader.class, "copy.sql");

    private final DataSource dataSource;
    private final String outbox;
    /** Of the newest batch; only a guess at how many rows to ask for at first. */
    private volatile long typicalRowBytes = 1024;

    /**
     * Reads nothing yet.
     *
     * @param outbox the outbox's name, part of each token
     */
    public OutboxReader(DataSource dataSource, String outbox) {
        this.dataSource = dataSource;
        this.outbox = outbox;
    }

    /** The outbox's name. */
    public String outbox() {
        return outbox;
    }

    /** What is asked of the server that the rows came from, when they have all come. */
    @FunctionalInterface
    public interface Check {
        /** Asks; throws if the rows must not be used. */
        void on(Connection connection) throws SQLException;
    }

    /** Reads the plan's rows in order into the consumer, and tells what they were. */
    public BatchContent read(BatchPlan plan, RowConsumer consumer) throws SQLException {
        return read(plan, consumer, connection -> {});
    }

    /**
     * Reads the plan's rows in order into the consumer, and tells what they were.
     *
     * @param check made after the last row, as a rule in the transaction that read them: it sees what was committed until then
     */
    public BatchContent read(BatchPlan plan, RowConsumer consumer, Check check) throws SQLException {
        BatchScan scan = new BatchScan(plan, outbox, consumer, typicalRowBytes);
        Connection connection = Connections.inTransaction(dataSource, BEGIN);
        boolean whole = false;
        try {
            whole = readLateCommits(connection, plan, scan) && readNewer(connection, plan, scan);
        } finally {
            // Also after a failure: the next reading of this plan must not ask for as many rows again.
            typicalRowBytes = scan.typicalRowBytes();
            if (!whole) {
                Connections.drop(connection);
            }
        }
        if (whole) {
            try (connection) {
                try {
                    check.on(connection);
                } finally {
                    connection.rollback();
                }
            }
        } else {
            try (Connection another = Connections.committing(dataSource)) {
                check.on(another);
            }
        }
        return scan.content();
    }

    /** Reads every row of one id. Reads the whole outbox: for people. */
    public void readId(long eventId, RowConsumer consumer) throws SQLException {
        BatchBounds unbounded = new BatchBounds(Integer.MAX_VALUE, Long.MAX_VALUE);
        BatchPlan plan = new BatchPlan(0, Snapshot.NOTHING, Snapshot.NOTHING, Position.START, unbounded);
        BatchScan scan = new BatchScan(plan, outbox, consumer, typicalRowBytes);
        String sql = COPY_ID.replace("{id}", Long.toString(eventId));
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN_ID)) {
            drain(connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql), scan);
            connection.rollback();
        }
    }

    /**
     * What the plan's events hold without some of them, by id window: reads the plan again.
     *
     * @param left those to leave out: not by id alone, since after a restore or a promotion two events may have one
     */
    public List<IdWindow> idWindowsWithout(BatchPlan plan, Set<Position> left) throws SQLException {
        IdWindowScan windows = new IdWindowScan();
        read(plan, (txid, buffer, offset, length) -> {
            if (!left.contains(new Position(txid, BigEndian.longAt(buffer, offset + Integer.BYTES)))) {
                windows.add(buffer, offset);
            }
        });
        return windows.windows();
    }

    /** Transactions in progress in the old snapshot and ended in the new one: all below the old xmax, so they come first. */
    private static boolean readLateCommits(Connection connection, BatchPlan plan, BatchScan scan) throws SQLException {
        long[] late = plan.seenFrom().endedBy(plan.seenTo());
        int from = 0;
        while (from < late.length && !scan.isFull()) {
            long window = TransactionWindow.of(late[from]);
            int to = from;
            while (to < late.length && TransactionWindow.of(late[to]) == window) {
                to++;
            }
            if (late[to - 1] >= scan.position().txid()) {
                long[] ofWindow = Arrays.copyOfRange(late, from, to);
                if (!copy(connection, late[from], "e.txid = ANY ('" + Poll.array(ofWindow) + "'::xid8[])", scan)) {
                    return false;
                }
            }
            from = to;
        }
        return true;
    }

    /** Transactions that began after the old snapshot, one transaction window after the other; empty ones are jumped over. */
    private static boolean readNewer(Connection connection, BatchPlan plan, BatchScan scan) throws SQLException {
        Snapshot seenTo = plan.seenTo();
        long at = Math.max(plan.seenFrom().xmax(), scan.position().txid());
        while (!scan.isFull()) {
            long first = first(connection, at, seenTo.xmax());
            if (first < 0) {
                return true;
            }
            long windowEnd = Math.min(seenTo.xmax(), TransactionWindow.end(first));
            if (!copy(connection, first, between(first, windowEnd) + visible(seenTo, windowEnd), scan)) {
                return false;
            }
            at = windowEnd;
        }
        return true;
    }

    private static String between(long first, long end) {
        return "e.txid >= '" + first + "'::xid8 AND e.txid < '" + end + "'::xid8";
    }

    /** Below the snapshot's xmin everything is visible, and the check for each row is saved. */
    private static String visible(Snapshot seenTo, long end) {
        return end <= seenTo.xmin() ? "" : " AND pg_visible_in_snapshot(e.txid, '" + seenTo + "')";
    }

    /** Where to begin; within one transaction window there is nothing to jump over. */
    private static long first(Connection connection, long from, long end) throws SQLException {
        if (from >= end) {
            return -1;
        }
        return end <= TransactionWindow.end(from) ? from : firstTransaction(connection, from, end);
    }

    private static long firstTransaction(Connection connection, long from, long end) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JUMP)) {
            statement.setString(1, Long.toString(from));
            statement.setString(2, Long.toString(end));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Long.parseLong(row.getString(1)) : -1;
            }
        }
    }

    /**
     * Copies rows until the batch is full or the leaf has no more of them.
     *
     * @param least the least transaction id that is asked for; it tells the leaf
     */
    private static boolean copy(Connection connection, long least, String which, BatchScan scan) throws SQLException {
        while (!scan.isFull()) {
            int asked = scan.rowsToAsk();
            Position after = entry(scan.position(), least);
            String sql = COPY.replace("{leaf}", Integer.toString(TransactionWindow.leaf(least)))
                    .replace("{which}", which)
                    .replace("{after_txid}", Long.toString(after.txid()))
                    .replace("{after_id}", Long.toString(after.id()))
                    .replace("{limit}", Integer.toString(asked));
            int before = scan.rows();
            if (!drain(connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql), scan)) {
                return false;
            }
            if (scan.rows() - before < asked) {
                return true;
            }
        }
        return true;
    }

    /**
     * Where to enter the index. PostgreSQL enters it at the row comparison, whatever else bounds the transaction id: from before
     * every event it would walk the whole leaf up to the least transaction.
     */
    private static Position entry(Position after, long least) {
        return after.txid() >= least ? after : new Position(least - 1, Long.MAX_VALUE);
    }

    /**
     * Reads a COPY to its end, also when the batch is full before: a cancel request could arrive after the end and hit whatever
     * the connection does next. Tells whether the connection is still of use.
     */
    private static boolean drain(CopyOut copy, BatchScan scan) throws SQLException {
        BinaryCopy rows = new BinaryCopy();
        long drained = 0;
        byte[] message;
        while ((message = copy.readFromCopy()) != null) {
            if (scan.isFull()) {
                drained += message.length;
                if (scan.isTooMuchToDrain(drained)) {
                    return false;
                }
            } else {
                rows.read(message, scan);
            }
        }
        return true;
    }
}
