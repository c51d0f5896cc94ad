package dev.postrider.relay.tools;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.ShortTransaction;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.OutboxStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says was delivered, by id window, for those who compare. Reads only; thread-safe; every call is one
 * short transaction.
 */
public final class DeliveredIdWindows {
    private static final String BEGIN = SqlFile.text(EventLogRecord.class, "begin_reading.sql");
    private static final String PAGE = SqlFile.text(DeliveredIdWindows.class, "id_windows_page.sql");
    private static final String OF_BATCHES =
            " AND w.id_window IN (SELECT b.id_window FROM postrider.relay_window b WHERE b.batch_no BETWEEN ? AND ?)";
    private static final String WINDOW = SqlFile.text(DeliveredIdWindows.class, "id_window.sql");
    private static final String SCOPE = SqlFile.text(DeliveredIdWindows.class, "id_window_scope.sql");
    private static final String BATCHES_SINCE = SqlFile.text(DeliveredIdWindows.class, "batches_since.sql");
    private static final String UNDER_WAY = SqlFile.text(DeliveredIdWindows.class, "batches_under_way.sql");
    private static final String GAPS = SqlFile.text(DeliveredIdWindows.class, "id_window_gaps.sql")
            .replace("{window_ids}", Integer.toString(IdSet.WINDOW_IDS));
    private static final String WITHOUT_WINDOWS = SqlFile.text(DeliveredIdWindows.class, "without_id_windows.sql");
    private static final String LAST_DONE = SqlFile.text(Ledger.class, "last_done.sql");
    private static final String BATCH = SqlFile.text(DeliveredIdWindows.class, "batch.sql");
    private static final int ROWS_AT_ONCE = 1_000;

    private final DataSource dataSource;

    /** Reads nothing yet. */
    public DeliveredIdWindows(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What can be compared.
     *
     * @param outbox the outbox's name
     * @param firstIdWindow windows below were forgotten
     * @param windows how many there are from there on, at most
     */
    public record Scope(String outbox, long firstIdWindow, long windows) {}

    /**
     * How far delivery is: what the newest acknowledged batch leaves behind.
     *
     * @param end the batch's last event
     * @param exhausted whether the batch went to the end of what the new snapshot sees
     */
    public record Frontier(Snapshot seenFrom, Snapshot seenTo, Position end, boolean exhausted) {
        /** Whether an event is behind it: delivered, or refused. */
        public boolean isBehind(long txid, long eventId) {
            return seenFrom.sees(txid)
                    || (seenTo.sees(txid)
                            && (exhausted || txid < end.txid() || (txid == end.txid() && eventId <= end.id())));
        }
    }

    /** Batches from one to another, both inclusive. */
    public record Batches(long first, long last) {
        /** Every batch. */
        public static final Batches ALL = new Batches(0, Long.MAX_VALUE);
    }

    /**
     * What was delivered in one window by all batches together.
     *
     * @param firstTime the earliest of the events' times
     * @param lastTime the latest
     */
    public record Total(long number, long rows, ContentSums sums, Instant firstTime, Instant lastTime) {
        private Total plus(Total other) {
            return new Total(
                    number,
                    rows + other.rows,
                    sums.plus(other.sums),
                    firstTime.isBefore(other.firstTime) ? firstTime : other.firstTime,
                    lastTime.isAfter(other.lastTime) ? lastTime : other.lastTime);
        }
    }

    /** What one batch delivered in one window. */
    public record OfBatch(long batchNo, IdWindow window) {}

    /** What can be compared now. */
    public Scope scope() throws SQLException {
        return read(SCOPE, statement -> {}, row -> new Scope(row.getString(1), row.getLong(2), row.getLong(3)))
                .get(0);
    }

    /**
     * The next windows that any of the batches touched, in order; each with everything that was delivered in it, by other
     * batches too.
     *
     * @param after the number of the window before
     * @param most how many windows
     */
    public List<Total> page(Batches batches, long after, int most) throws SQLException {
        boolean all = batches.equals(Batches.ALL);
        List<Total> totals = new ArrayList<>();
        read(
                PAGE.replace("{which}", all ? "" : OF_BATCHES),
                statement -> {
                    statement.setLong(1, after);
                    if (!all) {
                        statement.setLong(2, batches.first());
                        statement.setLong(3, batches.last());
                    }
                    statement.setInt(all ? 2 : 4, most);
                },
                row -> {
                    Total part = new Total(
                            row.getLong(1),
                            row.getInt(2),
                            ContentSums.parse(row.getBytes(3)),
                            Instants.at(row, 4),
                            Instants.at(row, 5));
                    int last = totals.size() - 1;
                    if (last >= 0 && totals.get(last).number() == part.number()) {
                        totals.set(last, totals.get(last).plus(part));
                    } else {
                        totals.add(part);
                    }
                    return part.number();
                });
        return totals;
    }

    /** What each batch delivered in a window. */
    public List<OfBatch> idWindow(long number) throws SQLException {
        return read(
                WINDOW,
                statement -> statement.setLong(1, number),
                row -> new OfBatch(
                        row.getLong(1),
                        new IdWindow(
                                number,
                                row.getInt(2),
                                ContentSums.parse(row.getBytes(3)),
                                IdSet.parse(row.getBytes(4)),
                                Instants.at(row, 5),
                                Instants.at(row, 6))));
    }

    /** How far delivery is; null if no batch is acknowledged. */
    public @Nullable Frontier frontier() throws SQLException {
        List<Frontier> found = read(
                LAST_DONE,
                statement -> {},
                row -> new Frontier(
                        Snapshot.parse(row.getString(2)),
                        Snapshot.parse(row.getString(3)),
                        new Position(Long.parseUnsignedLong(row.getString(8)), row.getLong(9)),
                        row.getBoolean(10)));
        return found.isEmpty() ? null : found.get(0);
    }

    /** The first and the last batch acknowledged in a time, and all between; the first is behind the last if there are none. */
    public Batches acknowledged(Period when) throws SQLException {
        return read(
                        BATCHES_SINCE,
                        statement -> {
                            statement.setObject(1, utc(when.since()));
                            statement.setObject(2, utc(when.before()));
                        },
                        row -> new Batches(row.getLong(1), row.getLong(2)))
                .get(0);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : EventTime.nearest(time).atOffset(ZoneOffset.UTC);
    }

    /** Batches that are planned and not acknowledged. */
    public List<BatchEntry> underWay() throws SQLException {
        return read(UNDER_WAY, statement -> {}, DeliveredIdWindows::batch);
    }

    /**
     * Batches whose events may be in the event log although no window tells: those under way, and those that a relay delivered
     * that wrote no windows. Reads the whole ledger.
     */
    public List<BatchEntry> gaps() throws SQLException {
        return read(GAPS, statement -> {}, DeliveredIdWindows::batch);
    }

    /**
     * Batches that can't be compared: they delivered something, and a relay that wrote no windows did it.
     *
     * @param batches how many
     * @param first the first one's number; 0 if there are none
     * @param last the last one's
     * @param events how many events they delivered
     */
    public record WithoutIdWindows(long batches, long first, long last, long events) {}

    /** Those of some batches that can't be compared. Reads the whole ledger. */
    public WithoutIdWindows withoutIdWindows(Batches batches) throws SQLException {
        return read(
                        WITHOUT_WINDOWS,
                        statement -> {
                            statement.setLong(1, batches.first());
                            statement.setLong(2, batches.last());
                        },
                        row -> new WithoutIdWindows(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .get(0);
    }

    /** What the ledger says of events that need not be in the event log yet, or at all. */
    public OutboxStatus status() throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, OutboxStatus::read);
    }

    /** A batch; null if the ledger has none of that number. */
    public @Nullable BatchEntry batch(long batchNo) throws SQLException {
        List<BatchEntry> found = read(BATCH, statement -> statement.setLong(1, batchNo), DeliveredIdWindows::batch);
        return found.isEmpty() ? null : found.get(0);
    }

    private static BatchEntry batch(ResultSet row) throws SQLException {
        BatchPlan plan = new BatchPlan(
                row.getLong(1),
                Snapshot.parse(row.getString(3)),
                Snapshot.parse(row.getString(4)),
                new Position(Long.parseUnsignedLong(row.getString(5)), row.getLong(6)),
                new BatchBounds(row.getInt(7), row.getLong(8)));
        BatchEntry.Outcome outcome = row.getObject(10) == null
                ? null
                : new BatchEntry.Outcome(
                        Instants.at(row, 10),
                        row.getInt(11),
                        row.getInt(12),
                        row.getString(13),
                        row.getInt(14),
                        new Position(Long.parseUnsignedLong(row.getString(15)), row.getLong(16)));
        return new BatchEntry(plan, row.getLong(2), Instants.at(row, 9), outcome);
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(String sql, Parameters parameters, Row<T> row) throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN, connection -> read(connection, sql, parameters, row));
    }

    private static <T> List<T> read(Connection connection, String sql, Parameters parameters, Row<T> row)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            parameters.set(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.read(rows));
                }
                return found;
            }
        }
    }
}
