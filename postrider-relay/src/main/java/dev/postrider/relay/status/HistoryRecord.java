package dev.postrider.relay.status;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Where a relay writes down how delivery stands. One relay's word counts at a time, as for {@linkplain OutageRecord outages}.
 * Thread-safe; every call is one statement.
 */
public final class HistoryRecord {
    private static final NamedSql APPEND = NamedSql.file(HistoryRecord.class, "append_history.sql");

    private final DataSource dataSource;
    private final String owner;

    /**
     * Writes nothing yet.
     *
     * @param owner the relay, as it is called in the lease
     */
    public HistoryRecord(DataSource dataSource, String owner) {
        this.dataSource = dataSource;
        this.owner = owner;
    }

    /** Writes it down, and says whether this relay's word counted. */
    public boolean append(HistoryEntry entry) throws SQLException {
        Duration lag = entry.lag();
        String reason = entry.reason();
        InsertTimes inserts = entry.insertTimes();
        Duration longest = inserts == null ? null : inserts.longest();
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = APPEND.prepare(connection)) {
            return statement
                            .set("owner", owner)
                            .set("state", entry.state())
                            // PostgreSQL keeps no NUL in a text
                            .set("reason", reason == null ? null : reason.replace('\0', ' '))
                            .set("since", entry.since())
                            .set("pending", entry.pending())
                            .set("pending_is_at_least", entry.pendingIsAtLeast())
                            .set("lag_millis", lag == null ? null : lag.toMillis())
                            .set("delivered", entry.delivered())
                            .set("dead_letters", entry.deadLetters())
                            .set("outbox_bytes", entry.outboxBytes())
                            .set("batches", entry.batches())
                            .set("inserts", inserts == null ? null : inserts.inserts())
                            .set(
                                    "insert_millis",
                                    inserts == null ? null : inserts.total().toMillis())
                            .set("longest_insert_millis", longest == null ? null : longest.toMillis())
                            .executeUpdate()
                    > 0;
        }
    }
}
