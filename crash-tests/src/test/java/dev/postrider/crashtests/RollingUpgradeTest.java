package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Two versions side by side: one sends a batch and dies, the other writes rows in another way and sends it again. */
@PostriderTest
class RollingUpgradeTest {
    private static final int EVENTS = 1_000;

    private record Encoded(long batchNo, BatchContent content, RowBuffer buffer) implements EncodedBatch {
        @Override
        public int rows() {
            return content.rows();
        }

        @Override
        public long length() {
            return buffer.length(buffer.allRows());
        }

        @Override
        public String token() {
            return Objects.requireNonNull(content.token());
        }

        @Override
        public String queryId() {
            return QueryIds.of(QueryIds.ofBatch("shop", batchNo), token());
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            buffer.writeTo(out, buffer.allRows());
        }
    }

    @Test
    void aBatchIsStoredOnceThoughTheTwoEncodeItDifferently(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws Exception {
        OutboxFixture.makeOutbox(postgres);
        // What the older version knows of the table: no outbox, no trace.
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                  event_context String, metadata_version Int32, event_id UInt64)
                ENGINE = MergeTree ORDER BY event_id SETTINGS non_replicated_deduplication_window = 100""");
        OutboxFixture.publishTogether(postgres, EVENTS);
        BatchPlan plan = plan(postgres);
        try (ClickHouseSink older = OutboxFixture.sink(clickHouse);
                ClickHouseSink newer = OutboxFixture.sink(clickHouse)) {
            Encoded first = encode(postgres, plan, older.prepare());
            assertThat(older.send(first)).isInstanceOf(SendOutcome.Stored.class);

            clickHouse.execute("ALTER TABLE event_log ADD COLUMN outbox LowCardinality(String),"
                    + " ADD COLUMN trace_parent String, MODIFY COLUMN metadata_version UInt64");
            Encoded second = encode(postgres, plan, newer.prepare());
            assertThat(second.length()).as("another encoding").isNotEqualTo(first.length());
            assertThat(second.token()).isEqualTo(first.token());
            assertThat(newer.send(second)).isInstanceOf(SendOutcome.Stored.class);
        }
        assertThat(clickHouse.queryOne("SELECT count() || ' ' || uniqExact(event_id) FROM event_log"))
                .isEqualTo(EVENTS + " " + EVENTS);
    }

    private static BatchPlan plan(PostgresDatabase postgres) throws SQLException {
        Lease lease = new Lease(postgres.dataSource(), "older", Duration.ofSeconds(30), System::nanoTime);
        Ledger ledger = new Ledger(postgres.dataSource(), lease.take().orElseThrow());
        ledger.takeOver();
        return ledger.planNext(null, new BatchBounds(10 * EVENTS, 1 << 25));
    }

    private static Encoded encode(PostgresDatabase postgres, BatchPlan plan, RowLayout layout) throws SQLException {
        RowBuffer buffer = new RowBuffer();
        BatchContent content =
                new OutboxReader(postgres.dataSource(), "shop").read(plan, new NativeEncoder(layout, "shop", buffer));
        assertThat(content.rows()).isEqualTo(EVENTS);
        return new Encoded(plan.batchNo(), content, buffer);
    }
}
