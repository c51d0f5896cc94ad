package dev.postrider.relay.ledger;

import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.sql.ShortTransaction;
import dev.postrider.relay.sql.SqlFile;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of the event log. Thread-safe; every call is one short transaction. */
public final class EventLogRecord {
    private static final String BEGIN = SqlFile.text(Lease.class, "begin_under_fence.sql");
    /** Also a standby can be asked. */
    private static final String BEGIN_READING = SqlFile.text(EventLogRecord.class, "begin_reading.sql");

    private static final String ACCEPTED_TABLE = SqlFile.text(EventLogRecord.class, "accepted_table.sql");
    private static final String ACCEPT_TABLE = SqlFile.text(EventLogRecord.class, "accept_table.sql");
    private static final String TABLES = SqlFile.text(EventLogRecord.class, "event_log_tables.sql");
    private static final NamedSql KEEP_TABLES = NamedSql.file(EventLogRecord.class, "keep_event_log_tables.sql");

    private final DataSource dataSource;
    private final long fence;

    /**
     * Reads nothing yet.
     *
     * @param fence that of the term; 0 for who only reads
     */
    public EventLogRecord(DataSource dataSource, long fence) {
        this.dataSource = dataSource;
        this.fence = fence;
    }

    /** What it was like when it last took events; null if none is known. */
    public @Nullable String accepted() throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN_READING, connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet row = statement.executeQuery(ACCEPTED_TABLE)) {
                        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.<String>empty();
                    }
                })
                .orElse(null);
    }

    /** Keeps what it is like, as it has taken events. */
    public void accept(String definition) throws SQLException {
        ShortTransaction.run(dataSource, BEGIN, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ACCEPT_TABLE)) {
                statement.setString(1, definition);
                return statement.executeUpdate();
            }
        });
    }

    /** The tables of its shards, in their order, as they were last kept; none if none were. */
    public List<String> tables() throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN_READING, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(TABLES)) {
                return row.next() ? List.of((String[]) row.getArray(1).getArray()) : List.of();
            }
        });
    }

    /** Keeps the tables of its shards, in their order. From the second shard on, relays that know only one are refused. */
    public void keepTables(List<String> tables) throws SQLException {
        ShortTransaction.run(dataSource, BEGIN, connection -> {
            try (NamedStatement statement = KEEP_TABLES.prepare(connection)) {
                statement.setArray("tables", "text", tables, table -> table).set("fence", fence);
                if (statement.executeUpdate() != 1) {
                    throw new FenceLostException(fence, "keeping which tables the event log is in");
                }
                return true;
            }
        });
    }
}
