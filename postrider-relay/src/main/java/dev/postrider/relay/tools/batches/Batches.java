package dev.postrider.relay.tools.batches;

import dev.postrider.relay.batch.AttemptOutcome;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.ledger.BatchEntry;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.batches.BatchAttempts.Attempt;
import dev.postrider.relay.tools.batches.BatchDetails.ShardDivision;
import dev.postrider.relay.tools.batches.BatchEvents.Retained;
import dev.postrider.relay.tools.resend.RetainedRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's batches, for people who look: pages of them, and one of them opened. What a call costs does not depend on how many the
 * ledger has. Reads only, on a standby too. Thread-safe.
 */
public final class Batches {
    /** Batches, events or divisions in one answer at most. */
    public static final int MOST = 500;

    /** So many batch numbers are looked at for a page at most: some thirty milliseconds. */
    public static final int LOOK = 50_000;

    private static final NamedSql RANGE = NamedSql.file(Batches.class, "range.sql");
    private static final NamedSql PAGE = NamedSql.file(Batches.class, "page.sql");
    private static final NamedSql SHOW = NamedSql.file(Batches.class, "show.sql");
    private static final NamedSql ATTEMPTS = NamedSql.file(Batches.class, "attempts.sql");
    private static final NamedSql DIVISIONS = NamedSql.file(Batches.class, "divisions.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public Batches(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The numbers that may meet a filter, and the oldest of the ledger's. */
    private record Numbers(long oldest, long first, long last) {}

    /**
     * Batches that meet a filter, the newest first. A time in which batches were planned is found by the times of their acknowledgements:
     * where the database's clock was set back, batches more than ten thousand away from it may be left out.
     *
     * @param after the last page's {@link BatchPage#next()}; null for the newest
     * @param most how many, 1 to {@value #MOST}
     */
    public BatchPage page(BatchFilter filter, @Nullable Long after, int most) throws SQLException {
        requireAtMost(most, "batches");
        try (Connection connection = Connections.reading(dataSource)) {
            Numbers numbers = numbers(connection, filter, after);
            if (numbers == null || numbers.last() < numbers.first()) {
                return new BatchPage(List.of(), 0, null);
            }
            long first = Math.max(numbers.first(), numbers.last() - LOOK + 1);
            List<BatchSummary> found = page(connection, filter, first, numbers.last(), most);
            long lowest = found.size() == most ? found.get(most - 1).batchNo() : first;
            return new BatchPage(found, numbers.last() - lowest + 1, lowest > numbers.first() ? lowest : null);
        }
    }

    private static @Nullable Numbers numbers(Connection connection, BatchFilter filter, @Nullable Long after)
            throws SQLException {
        try (NamedStatement statement =
                        RANGE.prepare(connection).set("since", filter.since()).set("before", filter.before());
                ResultSet row = statement.executeQuery()) {
            row.next();
            Long oldest = row.getObject(1, Long.class);
            if (oldest == null) {
                return null;
            }
            Long firstPlanned = row.getObject(3, Long.class);
            Long lastPlanned = row.getObject(4, Long.class);
            long last = Math.min(row.getLong(2), after == null ? Long.MAX_VALUE : after - 1);
            return new Numbers(
                    oldest,
                    firstPlanned == null ? oldest : Math.max(oldest, firstPlanned),
                    lastPlanned == null ? last : Math.min(last, lastPlanned));
        }
    }

    private static List<BatchSummary> page(Connection connection, BatchFilter filter, long first, long last, int most)
            throws SQLException {
        try (NamedStatement statement = PAGE.prepare(connection)) {
            filter.set(statement);
            statement.set("first", first).set("last", last).set("most", most);
            try (ResultSet row = statement.executeQuery()) {
                List<BatchSummary> found = new ArrayList<>();
                while (row.next()) {
                    found.add(BatchSummary.of(row));
                }
                return found;
            }
        }
    }

    /** One batch; null if the ledger has none of that number, or has forgotten it. */
    public @Nullable BatchDetails show(long batchNo) throws SQLException {
        try (Connection connection = Connections.reading(dataSource)) {
            List<ShardDivision> divisions = divisions(connection, batchNo);
            List<Attempt> attempts = attempts(connection, batchNo);
            try (NamedStatement statement = SHOW.prepare(connection).set("batch_no", batchNo);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? details(row, attempts, divisions) : null;
            }
        }
    }

    private static BatchDetails details(ResultSet row, List<Attempt> attempts, List<ShardDivision> divisions)
            throws SQLException {
        BatchPlan plan = new BatchPlan(
                row.getLong(1),
                Snapshot.parse(row.getString(9)),
                Snapshot.parse(row.getString(10)),
                new Position(Long.parseUnsignedLong(row.getString(11)), row.getLong(12)),
                new BatchBounds(row.getInt(13), row.getLong(14)),
                row.getInt(15));
        String endTxid = row.getString(18);
        BatchSummary summary = BatchSummary.of(row);
        return new BatchDetails(
                summary,
                plan,
                row.getString(16),
                row.getString(17),
                endTxid == null ? null : new Position(Long.parseUnsignedLong(endTxid), row.getLong(19)),
                row.getObject(20, Boolean.class),
                row.getLong(21),
                row.getBoolean(22),
                row.getBoolean(23),
                BatchAttempts.of(summary, row.getString(16), attempts),
                divisions,
                row.getLong(24));
    }

    private static List<Attempt> attempts(Connection connection, long batchNo) throws SQLException {
        try (NamedStatement statement = ATTEMPTS.prepare(connection).set("batch_no", batchNo);
                ResultSet row = statement.executeQuery()) {
            List<Attempt> attempts = new ArrayList<>();
            while (row.next()) {
                attempts.add(new Attempt(
                        row.getInt(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        Instants.at(row, 6),
                        Instants.at(row, 7),
                        row.getString(8),
                        AttemptOutcome.ofCode(row.getString(9)),
                        row.getInt(10),
                        row.getString(11)));
            }
            return attempts;
        }
    }

    private static List<ShardDivision> divisions(Connection connection, long batchNo) throws SQLException {
        try (NamedStatement statement =
                        DIVISIONS.prepare(connection).set("batch_no", batchNo).set("most", MOST);
                ResultSet row = statement.executeQuery()) {
            List<ShardDivision> divisions = new ArrayList<>();
            while (row.next()) {
                Integer[] parts = (Integer[]) row.getArray(2).getArray();
                divisions.add(new ShardDivision(row.getInt(1), List.of(parts), row.getString(3), row.getInt(4)));
            }
            return divisions;
        }
    }

    /**
     * Events of a batch, as far as the outbox retains them: no more than are asked for, and no more than eight megabytes of them are read.
     *
     * @param after the last answer's {@link BatchEvents#next()}; null for the first
     * @param most how many, 1 to {@value #MOST}
     * @return null if the ledger has no batch of that number
     */
    public @Nullable BatchEvents events(long batchNo, @Nullable Position after, int most) throws SQLException {
        requireAtMost(most, "events");
        BatchDetails batch = show(batchNo);
        DeliveredIdWindows ledger = new DeliveredIdWindows(dataSource);
        BatchEntry entry = ledger.batch(batchNo);
        if (batch == null || entry == null) {
            return null;
        }
        String doubt = batch.isOfEarlierIdentity() ? "it was delivered before a restore or a promotion" : doubt();
        if (doubt != null) {
            return new BatchEvents(List.of(), null, doubt);
        }
        RetainedRows.Slice slice = new RetainedRows(dataSource, ledger.scope().outbox()).slice(entry, after, most);
        List<Retained> events = slice.rows().stream()
                .map(row -> new Retained(
                        new Position(row.txid(), row.eventId()), row.time(), row.eventType(), row.contextBytes()))
                .toList();
        boolean isCutOff = slice.next() != null && entry.outcome() == null;
        return new BatchEvents(
                events,
                isCutOff ? null : slice.next(),
                isCutOff ? "where it ends is known when it is acknowledged" : null);
    }

    private @Nullable String doubt() throws SQLException {
        try (Connection connection = Connections.reading(dataSource)) {
            return OutboxStatus.doubt(connection);
        }
    }

    private static void requireAtMost(int most, String what) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " " + what + " were asked for, must be 1 to " + MOST);
        }
    }
}
