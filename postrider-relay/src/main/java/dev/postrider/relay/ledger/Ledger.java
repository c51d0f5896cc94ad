package dev.postrider.relay.ledger;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.identity.DatabaseIdentity;
import dev.postrider.relay.identity.Origin;
import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.ShortTransaction;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in one term of being active: every write carries the fence, and throws {@link FenceLostException} when another
 * relay has taken over. Thread-safe; every call is one short transaction that is durable when the call returns.
 */
public final class Ledger {
    private static final String BEGIN = SqlFile.text(Lease.class, "begin_under_fence.sql");
    /** Begins its transaction itself: once for each batch, a round trip is worth saving. */
    private static final NamedSql PLAN = NamedSql.parse(BEGIN + ";\n" + SqlFile.text(Ledger.class, "plan.sql"));

    private static final NamedSql ACKNOWLEDGE =
            NamedSql.parse(BEGIN + ";\n" + SqlFile.text(Ledger.class, "acknowledge.sql"));
    private static final NamedSql KEEP_DEAD_LETTERS = NamedSql.file(Ledger.class, "keep_dead_letters.sql");
    private static final String MAY_BE_REFUSED_WHOLE = SqlFile.text(Ledger.class, "may_be_refused_whole.sql");
    private static final String FORGET_MARK = SqlFile.text(Ledger.class, "forget_mark.sql");
    private static final String CONFIRM = SqlFile.text(Ledger.class, "confirm.sql");
    private static final String TAKE_OVER = SqlFile.text(Ledger.class, "take_over.sql");
    private static final String PLANNED = SqlFile.text(Ledger.class, "planned.sql");
    private static final String LAST_DONE = SqlFile.text(Ledger.class, "last_done.sql");
    private static final String IDENTITY = SqlFile.text(Ledger.class, "identity.sql");
    private static final String IS_PAUSED = SqlFile.text(Ledger.class, "is_paused.sql");
    private static final String ORIGIN = SqlFile.text(Ledger.class, "origin.sql");
    private static final String ADOPT_CLUSTER = SqlFile.text(Ledger.class, "adopt_cluster.sql");
    private static final String NAME_OUTBOX = SqlFile.text(Ledger.class, "name_outbox.sql");

    private final DataSource dataSource;
    private final long fence;
    private final Divisions divisions;
    private final Supplier<String> logMark;
    private final int shards;
    /** The identity of the database when the term began. */
    private volatile @Nullable String identity;

    /** The ledger under a fence that the caller has just taken. */
    public Ledger(DataSource dataSource, long fence) {
        this(dataSource, fence, () -> "", 1);
    }

    /**
     * The ledger under a fence that the caller has just taken.
     *
     * @param logMark what the event log is, kept with each plan: what the sink's {@code mark} gives
     * @param shards over how many shards new batches are spread
     */
    public Ledger(DataSource dataSource, long fence, Supplier<String> logMark, int shards) {
        this.shards = shards;
        this.logMark = logMark;
        this.dataSource = dataSource;
        this.fence = fence;
        this.divisions = new Divisions(fence);
    }

    /** Which outbox this is. */
    public Origin origin() throws SQLException {
        return inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(ORIGIN)) {
                if (!row.next()) {
                    throw new SQLException("postrider.outbox_origin has no row; the schema was changed by hand");
                }
                return new Origin(
                        row.getString(1),
                        new DatabaseIdentity(row.getLong(2), row.getLong(3)),
                        DatabaseIdentity.parse(row.getString(4)),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(6),
                        row.getString(7),
                        row.getString(8));
            }
        });
    }

    /** Names the outbox; refused with false once a batch was planned under another name. */
    public boolean nameOutbox(String name) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NAME_OUTBOX)) {
                statement.setString(1, name);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /** Makes the outbox belong to this database; refused with false once something was published or planned. */
    public boolean adoptCluster() throws SQLException {
        return inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(ADOPT_CLUSTER) == 1;
            }
        });
    }

    /** Puts unfinished batches under this fence and gives the ledger's end. The first call of a term. */
    public LedgerPage takeOver() throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE_OVER)) {
                statement.setLong(1, fence);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw new FenceLostException(fence, "reading the ledger");
                    }
                }
            }
            noteIdentity(connection);
            return new LedgerPage(lastDone(connection), planned(connection));
        });
    }

    /** Plans a batch of everything that is visible now and was not to the earlier plan, which was read to its end. */
    public BatchPlan planNext(@Nullable BatchPlan earlier, BatchBounds bounds) throws SQLException {
        BatchPlan next =
                earlier == null ? BatchPlan.first(Snapshot.NOTHING, bounds) : earlier.next(Snapshot.NOTHING, bounds);
        BatchPlan wanted = next.over(shards);
        return wanted.seeing(write(wanted, null));
    }

    /** Plans the batch that goes on where the earlier one ended between the same snapshots. */
    public BatchPlan planRest(BatchPlan earlier, Position end, BatchBounds bounds) throws SQLException {
        BatchPlan rest = earlier.rest(end, bounds).over(shards);
        write(rest, rest.seenTo());
        return rest;
    }

    private Snapshot write(BatchPlan plan, @Nullable Snapshot seenTo) throws SQLException {
        String identityOfTerm = identity();
        String mark = logMark.get();
        return ShortTransaction.run(dataSource, connection -> {
            try (NamedStatement statement = PLAN.prepareFirst(connection)) {
                statement
                        .set("batch_no", plan.batchNo())
                        .set("seen_from", plan.seenFrom().toString())
                        .set("seen_to", seenTo == null ? null : seenTo.toString())
                        .set("start_txid", Long.toUnsignedString(plan.start().txid()))
                        .set("start_id", plan.start().id())
                        .set("row_limit", plan.bounds().rows())
                        .set("byte_limit", plan.bounds().bytes())
                        .set("shards", plan.shards())
                        .set("log_mark", mark.isEmpty() ? null : mark)
                        .set("fence", fence)
                        .set("identity", identityOfTerm);
                return planned(statement, plan);
            }
        });
    }

    /** Whether a person has paused delivery. */
    public boolean isPaused() throws SQLException {
        try (Connection connection = Connections.reading(dataSource);
                PreparedStatement statement = connection.prepareStatement(IS_PAUSED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private Snapshot planned(NamedStatement statement, BatchPlan plan) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new FenceLostException(fence, "planning batch " + plan.batchNo());
            }
            return Snapshot.parse(row.getString(1));
        } catch (SQLException e) {
            throw PlanningPausedException.of(e);
        }
    }

    /**
     * Completes a batch that the sink stores, or that is empty, keeps what it delivered by id window, and its refused events as dead
     * letters: all or nothing.
     */
    public void acknowledge(Acknowledgement done) throws SQLException {
        String identityOfTerm = identity();
        ShortTransaction.run(dataSource, connection -> {
            complete(connection, done, identityOfTerm);
            if (!done.refused().isEmpty()) {
                keepDeadLetters(connection, done);
            }
            return true;
        });
    }

    private void complete(Connection connection, Acknowledgement done, String identityOfTerm) throws SQLException {
        BatchContent content = done.content();
        try (NamedStatement statement = ACKNOWLEDGE.prepareFirst(connection)) {
            statement
                    .set("rows", content.rows())
                    .set("bytes", content.bytes())
                    .set("token", content.token())
                    .set("attempts", done.attempts())
                    .set("end_txid", Long.toUnsignedString(content.end().txid()))
                    .set("end_id", content.end().id())
                    .set("exhausted", content.exhausted())
                    .set("total_rows", done.totals().rows())
                    .set("max_id", done.totals().maxId())
                    .set("dead", done.refused().size())
                    .set("batch_no", done.plan().batchNo())
                    .set("fence", fence)
                    .set("identity", identityOfTerm);
            setIdWindows(statement, done.windows());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new FenceLostException(
                            fence, "acknowledging batch " + done.plan().batchNo());
                }
            }
        }
    }

    private static void setIdWindows(NamedStatement statement, List<IdWindow> windows) throws SQLException {
        statement
                .setArray("id_windows", "bigint", windows, IdWindow::number)
                .setArray("window_rows", "integer", windows, IdWindow::rows)
                .setArray(
                        "window_sums", "bytea", windows, window -> window.sums().bytes())
                .setArray("window_ids", "bytea", windows, window -> window.ids().bytes())
                .setArray("window_first_micros", "bigint", windows, window -> EventTime.micros(window.firstTime()))
                .setArray("window_last_micros", "bigint", windows, window -> EventTime.micros(window.lastTime()));
    }

    private static void keepDeadLetters(Connection connection, Acknowledgement done) throws SQLException {
        List<RefusedEvent> refused = done.refused();
        try (NamedStatement statement = KEEP_DEAD_LETTERS.prepare(connection)) {
            statement
                    .set("batch_no", done.plan().batchNo())
                    .setArray("txids", "text", refused, event -> Long.toUnsignedString(event.txid()))
                    .setArray("ids", "bigint", refused, RefusedEvent::eventId)
                    .setArray("shards", "smallint", refused, RefusedEvent::shard)
                    .setArray("codes", "integer", refused, RefusedEvent::code)
                    .setArray("reasons", "text", refused, RefusedEvent::words);
            int kept = statement.executeUpdate();
            if (kept != refused.size()) {
                throw new SQLException("batch " + done.plan().batchNo() + " has " + refused.size()
                        + " refused events, of which the outbox holds " + kept + ": it was changed by hand");
            }
        }
    }

    /** The identity of the database when the term began, from its first transaction on. */
    private String identity() throws SQLException {
        String known = identity;
        return known == null ? inTransaction(this::noteIdentity) : known;
    }

    private String noteIdentity(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IDENTITY)) {
            row.next();
            String found = row.getString(1);
            identity = found;
            return found;
        }
    }

    /**
     * Keeps how an unfinished batch is divided further.
     *
     * @param shard whose rows are divided, from 0
     * @param firstNo the first division's number; the batch's first one has 1
     */
    public void divide(BatchPlan plan, int shard, int firstNo, List<Division> more) throws SQLException {
        inTransaction(connection -> {
            divisions.add(connection, plan.batchNo(), shard, firstNo, more);
            return true;
        });
    }

    /** What goes to a shard of an unfinished batch, and of which nothing was stored there, is whole again. */
    public void forgetDivisions(BatchPlan plan, int shard) throws SQLException {
        inTransaction(connection -> {
            divisions.forget(connection, plan.batchNo(), shard);
            return true;
        });
    }

    /** A batch may be sent without some of its events from now on. */
    public void forgetMark(BatchPlan plan) throws SQLException {
        inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FORGET_MARK)) {
                statement.setLong(1, plan.batchNo());
                statement.setLong(2, fence);
                if (statement.executeUpdate() != 1) {
                    throw new FenceLostException(fence, "reading batch " + plan.batchNo());
                }
                return true;
            }
        });
    }

    /** Whether a person has said that all events of the batch may be refused, see {@code dead-letters set-aside}. */
    public boolean mayBeRefusedWhole(BatchPlan plan) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(MAY_BE_REFUSED_WHOLE)) {
                statement.setLong(1, plan.batchNo());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /**
     * Makes sure that a batch that was read is still this term's to send: what was read after another relay delivered it and
     * emptied its leaf is not the batch.
     *
     * <p>Asked on the connection that read, in its transaction if that is READ COMMITTED: the answer comes from a snapshot that
     * is younger than the reading. Whoever emptied a leaf before the reading had taken the batch over before, so that it shows.
     */
    public void confirm(Connection connection, BatchPlan plan) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CONFIRM)) {
            statement.setLong(1, plan.batchNo());
            statement.setLong(2, fence);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new FenceLostException(fence, "reading batch " + plan.batchNo());
                }
            }
        }
    }

    private List<LedgerPage.Unfinished> planned(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PLANNED)) {
            List<LedgerPage.Unfinished> plans = new ArrayList<>();
            while (row.next()) {
                Integer[] splitParts = (Integer[]) row.getArray(9).getArray();
                plans.add(new LedgerPage.Unfinished(
                        plan(row).over(row.getInt(11)),
                        EventTime.length(row.getLong(8)),
                        divisions.takeOver(connection, row.getLong(1), splitParts),
                        row.getString(10)));
            }
            return plans;
        }
    }

    private static LedgerPage.@Nullable Done lastDone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST_DONE)) {
            if (!row.next()) {
                return null;
            }
            Position end = new Position(Long.parseUnsignedLong(row.getString(8)), row.getLong(9));
            return new LedgerPage.Done(
                    plan(row), end, row.getBoolean(10), new LedgerTotals(row.getLong(11), row.getLong(12)));
        }
    }

    private static BatchPlan plan(ResultSet row) throws SQLException {
        return new BatchPlan(
                row.getLong(1),
                Snapshot.parse(row.getString(2)),
                Snapshot.parse(row.getString(3)),
                new Position(Long.parseUnsignedLong(row.getString(4)), row.getLong(5)),
                new BatchBounds(row.getInt(6), row.getLong(7)));
    }

    private <T extends @Nullable Object> T inTransaction(ShortTransaction.Work<T> work) throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, work);
    }
}
