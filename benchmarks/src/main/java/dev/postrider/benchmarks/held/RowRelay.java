package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.plain.PlainEventLog;
import dev.postrider.benchmarks.plain.PlainRows;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;

/**
 * A relay that keeps its books in the events' own rows: takes some, stores them in ClickHouse, and writes to each that it is done,
 * all in one transaction. As well made as such a relay can be, apart from the promise: what it had stored when it dies, it stores
 * again.
 */
final class RowRelay {
    private static final int BATCH = 5_000;

    private final String select;
    private final String done;

    private RowRelay(String select, String done) {
        this.select = select;
        this.done = done;
    }

    /** Locks rows that nobody else has locked, and deletes them. */
    static RowRelay skipLocked() {
        return new RowRelay(
                "SELECT " + PlainRows.COLUMNS + " FROM event_outbox ORDER BY id LIMIT " + BATCH
                        + " FOR UPDATE SKIP LOCKED",
                "DELETE FROM event_outbox WHERE id = ANY (?)");
    }

    /** Finds what is pending by a partial index, and updates it. */
    static RowRelay status() {
        return new RowRelay(
                "SELECT " + PlainRows.COLUMNS + " FROM event_outbox WHERE status = 'pending' ORDER BY id LIMIT " + BATCH
                        + " FOR UPDATE SKIP LOCKED",
                "UPDATE event_outbox SET status = 'processed', processed_at = now() WHERE id = ANY (?)");
    }

    /** Works until the process is killed. */
    void work(String jdbcUrl, PlainEventLog eventLog, Duration pause) throws Exception {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            connection.setAutoCommit(false);
            try (PreparedStatement take = connection.prepareStatement(select);
                    PreparedStatement put = connection.prepareStatement(done)) {
                while (true) {
                    int taken = cycle(connection, take, put, eventLog);
                    if (taken < BATCH) {
                        Thread.sleep(pause.toMillis());
                    }
                }
            }
        }
    }

    private static int cycle(
            Connection connection, PreparedStatement take, PreparedStatement put, PlainEventLog eventLog)
            throws Exception {
        PlainRows rows = new PlainRows();
        try (ResultSet result = take.executeQuery()) {
            while (result.next()) {
                rows.add(result);
            }
        }
        if (!rows.ids().isEmpty()) {
            eventLog.insert(rows);
            put.setArray(1, connection.createArrayOf("bigint", rows.ids().toArray()));
            put.executeUpdate();
        }
        connection.commit();
        return rows.ids().size();
    }
}
