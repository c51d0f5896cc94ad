package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The view for people, over a ledger written by hand. */
@PostriderTest
class EventStatusTest {

    private final PostgresDatabase database;

    EventStatusTest(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void migrate() {
        database.execute(OutboxSchema.script());
    }

    @Test
    void withoutABatchEveryEventIsPending() {
        publish(2);
        assertThat(statuses()).containsExactly("pending --", "pending --");
    }

    @Test
    void aBatchPlannedAndNotDoneChangesNothing() {
        publish(1);
        database.execute(
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)"
                        + " SELECT 1, 1, '3:3:', pg_current_snapshot(), '0', 0, 10, 1000000");
        assertThat(statuses()).containsExactly("pending --");
    }

    @Test
    void eventsUpToTheEndOfTheLastBatchAreProcessedWithTheirBatch() {
        publish(3);
        String snapshot = snapshot();
        // one difference of snapshots, taken in two batches; the third event waits for the next
        batch(1, "3:3:", snapshot, "'0', 0", positionOf(1), false);
        batch(2, "3:3:", snapshot, positionOf(1), positionOf(2), false);
        assertThat(statuses()).containsExactly("processed 1 t", "processed 2 t", "pending --");
        batch(3, "3:3:", snapshot, positionOf(2), positionOf(3), true);
        publish(1);
        assertThat(statuses()).containsExactly("processed 1 t", "processed 2 t", "processed 3 t", "pending --");
    }

    @Test
    void anEventCommittedLateBelongsToTheBatchThatSawIt() throws SQLException {
        try (OpenTransaction late = new OpenTransaction(database)) {
            late.execute("SELECT postrider.publish('late', '{}', 'Test')");
            publish(1);
            String first = snapshot();
            batch(1, "3:3:", first, "'0', 0", positionOf(2), true);
            late.connection.commit();
            assertThat(statuses()).containsExactly("pending --", "processed 1 t");
            publish(1);
            String second = snapshot();
            batch(2, first, second, "'0', 0", positionOf(3), true);
            assertThat(statuses()).containsExactly("processed 2 t", "processed 1 t", "processed 2 t");
        }
    }

    @Test
    void aDeadLetterIsFailedWithItsReason() {
        publish(2);
        batch(1, "3:3:", snapshot(), "'0', 0", positionOf(2), true);
        database.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, 1, 117, 'Code: 117'
                FROM postrider.event_outbox WHERE id = 1""");
        assertThat(database.query("SELECT id, status, batch_no, reason FROM postrider.event_status ORDER BY id"))
                .containsExactly(
                        List.of("1", "failed", "1", "Code: 117"), java.util.Arrays.asList("2", "processed", "1", null));
    }

    @Test
    void countingByStatusNeverLooksUpBatches() {
        String plan = String.join(
                "\n",
                database.query("EXPLAIN SELECT status, count(*) FROM postrider.event_status GROUP BY 1").stream()
                        .map(row -> String.valueOf(row.get(0)))
                        .toList());
        assertThat(plan).doesNotContain("SubPlan").doesNotContain("relay_batch_end_idx");
    }

    @Test
    void aBatchIsLookedUpByTheIndexHoweverLongTheLedgerIs() {
        publish(1);
        database.execute(
                "INSERT INTO postrider.relay_batch SELECT n, 1, '3:3:', '3:3:', '0', 0, 1, 1, now(), now(), 1, 1, NULL, 1, '3', n, true, n, n"
                        + " FROM generate_series(1, 10000) n",
                "ANALYZE postrider.relay_batch");
        String plan = String.join(
                "\n",
                database.query("EXPLAIN SELECT status, batch_no FROM postrider.event_status").stream()
                        .map(row -> String.valueOf(row.get(0)))
                        .toList());
        assertThat(plan).contains("Index Scan using relay_batch_end_idx").doesNotContain("Seq Scan on relay_batch");
    }

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            database.execute("SELECT postrider.publish('x', '{}', 'Test')");
        }
    }

    private String snapshot() {
        return database.queryOne("SELECT pg_current_snapshot()");
    }

    private String positionOf(int id) {
        return database.queryOne("SELECT format('%L, %s', txid, id) FROM postrider.event_outbox WHERE id = " + id);
    }

    private void batch(int no, String old, String current, String start, String end, boolean exhausted) {
        database.execute(
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit,"
                        + " end_txid, end_id, done_at, row_count, byte_count, token, attempts, exhausted, total_rows, max_id)"
                        + " SELECT " + no + ", 1, '" + old + "', '" + current + "', " + start + ", 1, 1000000, " + end
                        + ", clock_timestamp(), 1, 100, NULL, 1, " + exhausted + ", 1, 1");
    }

    private List<String> statuses() {
        return database
                .query(
                        "SELECT concat_ws(' ', status, COALESCE(batch_no::text, '--'), (processed_at IS NOT NULL)::text) FROM"
                                + " (SELECT id, status, batch_no, CASE WHEN processed_at IS NOT NULL THEN processed_at END AS processed_at"
                                + " FROM postrider.event_status) s ORDER BY id")
                .stream()
                .map(row -> String.valueOf(row.get(0)).replace(" true", " t").replace(" false", ""))
                .toList();
    }
}
