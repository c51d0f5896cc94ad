package dev.postrider.relay.tools.explain;

import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.ledger.EventLogRecord;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.SqlFile;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.explain.Explanation.Published;
import dev.postrider.relay.tools.explain.Explanation.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What an explanation asks the ledger. */
final class LedgerQueries {
    private static final String BEGIN = SqlFile.text(EventLogRecord.class, "begin_reading.sql");
    private static final NamedSql DEAD_LETTERS = NamedSql.file(LedgerQueries.class, "dead_letters.sql");
    private static final NamedSql BATCH_OF = NamedSql.file(LedgerQueries.class, "batch_of.sql");
    private static final NamedSql SEEN_AT = NamedSql.file(LedgerQueries.class, "seen_at.sql");
    private static final NamedSql COMMIT_TIME = NamedSql.file(LedgerQueries.class, "commit_time.sql");

    private final DataSource dataSource;

    LedgerQueries(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A dead letter, and the row that was refused. */
    record Letter(long txid, long batchNo, Published published, Refusal refusal) {}

    /** Why the ledger can't be believed about what the outbox holds; null if it can. */
    @Nullable
    String doubt() throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try {
                return OutboxStatus.doubt(connection);
            } finally {
                connection.rollback();
            }
        }
    }

    List<Letter> letters(long eventId) throws SQLException {
        return ask(DEAD_LETTERS, statement -> statement.set("id", eventId), row -> {
            Published published = new Published(
                    row.getString(2),
                    Instants.at(row, 3),
                    row.getString(4),
                    row.getLong(6),
                    row.getString(7),
                    row.getInt(5),
                    false);
            Refusal refusal = new Refusal(
                    row.getObject(17, Integer.class),
                    row.getInt(9),
                    row.getString(10),
                    Instants.at(row, 11),
                    row.getInt(12),
                    Instants.orNull(row, 13),
                    Instants.orNull(row, 14),
                    row.getString(15),
                    row.getString(16));
            return new Letter(Long.parseUnsignedLong(row.getString(1)), row.getLong(8), published, refusal);
        });
    }

    /** The acknowledged batch that a row was in; null if it was in none. */
    @Nullable
    Long batchOf(long txid, long eventId) throws SQLException {
        List<Long> found = ask(
                BATCH_OF,
                statement -> statement.set("txid", Long.toUnsignedString(txid)).set("id", eventId),
                row -> row.getLong(1));
        return found.isEmpty() ? null : found.get(0);
    }

    /** When a snapshot was taken that a batch or an earlier one has as its new one; null if the ledger has none. */
    @Nullable
    Instant seenAt(long batchNo, Snapshot snapshot) throws SQLException {
        return ask(
                        SEEN_AT,
                        statement -> statement.set("batch_no", batchNo).set("snapshot", snapshot.toString()),
                        row -> new Maybe(Instants.orNull(row, 1)))
                .get(0)
                .instant();
    }

    /**
     * When a transaction committed, as far as the server knows.
     *
     * @param at null if it does not
     * @param newestPlan null if there is none
     */
    record CommitTime(@Nullable Instant at, @Nullable Instant newestPlan) {}

    CommitTime commitTime(long txid) throws SQLException {
        return ask(
                        COMMIT_TIME,
                        statement -> statement.set("txid", Long.toUnsignedString(txid)),
                        row -> new CommitTime(Instants.orNull(row, 1), Instants.orNull(row, 2)))
                .get(0);
    }

    private record Maybe(@Nullable Instant instant) {}

    private interface Parameters {
        void set(NamedStatement statement) throws SQLException;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> ask(NamedSql sql, Parameters parameters, Row<T> read) throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try (NamedStatement statement = sql.prepare(connection)) {
                parameters.set(statement);
                try (ResultSet row = statement.executeQuery()) {
                    List<T> found = new ArrayList<>();
                    while (row.next()) {
                        found.add(read.read(row));
                    }
                    return found;
                }
            } finally {
                connection.rollback();
            }
        }
    }
}
