package dev.postrider.outbox.await;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** An outbox whose ledger the test writes, as relays would. */
final class LedgerByHand {
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    private final PostgresDatabase database;

    LedgerByHand(PostgresDatabase database) {
        this.database = database;
        database.execute(
                OutboxSchema.script(),
                "UPDATE postrider.outbox_origin SET timeline = split_part(postrider.life(), '/', 2)::bigint");
    }

    static PublishedEvent publish(Connection connection) {
        return OUTBOX.publishTracked(connection, Event.of("thing_happened", "{}"));
    }

    PublishedEvent publish() throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent event = publish(connection);
            connection.commit();
            return event;
        }
    }

    String snapshot() {
        return database.queryOne("SELECT pg_current_snapshot()");
    }

    /** A batch of all that can be seen now and could not be seen in another snapshot, up to an event. */
    void acknowledge(int batchNo, String old, PublishedEvent last) {
        acknowledge(batchNo, old, last, 0);
    }

    void acknowledge(int batchNo, String old, PublishedEvent last, int refused) {
        database.execute("""
                INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit,
                  end_txid, end_id, done_at, row_count, byte_count, attempts, exhausted, total_rows, max_id, dead_count)
                VALUES (%d, 1, '%s', pg_current_snapshot(), '0', 0, 1, 1000000, '%d', %d, clock_timestamp(), 1, 100, 1, false, 1, 1, %d)""".formatted(batchNo, old, last.transactionId(), last.id(), refused));
    }

    void refuse(PublishedEvent event, int batchNo) {
        database.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, %d, 117, 'no such column'
                FROM postrider.event_outbox WHERE id = %d""".formatted(batchNo, event.id()));
    }
}
