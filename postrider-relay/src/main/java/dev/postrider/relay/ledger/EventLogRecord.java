package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.ShardKey;
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
    private static final String SHARDS = SqlFile.text(EventLogRecord.class, "event_log_shards.sql");
    private static final NamedSql KEEP_SHARDS = NamedSql.file(EventLogRecord.class, "keep_event_log_shards.sql");

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

    /**
     * Its shards.
     *
     * @param tables the tables of each, in their order
     * @param key what says on which an event belongs
     */
    public record KnownShards(List<String> tables, ShardKey key) {}

    /** Its shards as they were last kept; none if none were. */
    public KnownShards shards() throws SQLException {
        return ShortTransaction.run(dataSource, BEGIN_READING, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SHARDS)) {
                return row.next()
                        ? new KnownShards(List.of((String[]) row.getArray(1).getArray()), ShardKey.of(row.getString(2)))
                        : new KnownShards(List.of(), ShardKey.EVENT_ID);
            }
        });
    }

    /** Keeps its shards. From the second on, relays that know only one are refused, or that know no other key than the id. */
    public void keep(KnownShards shards) throws SQLException {
        ShortTransaction.run(dataSource, BEGIN, connection -> {
            try (NamedStatement statement = KEEP_SHARDS.prepare(connection)) {
                statement
                        .setArray("tables", "text", shards.tables(), table -> table)
                        .set("key", shards.key().toString())
                        .set("fence", fence);
                if (statement.executeUpdate() != 1) {
                    throw new FenceLostException(fence, "keeping which shards the event log has");
                }
                return true;
            }
        });
    }
}
