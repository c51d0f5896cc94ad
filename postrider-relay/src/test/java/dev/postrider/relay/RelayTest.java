package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A relay delivers what was committed: its batches, its terms, and who may deliver. */
@PostriderTest
class RelayTest extends DeliveryFixture {
    private static final Duration SOON = Duration.ofSeconds(20);

    RelayTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private HikariConfig poolSettings() {
        return OutboxFixture.poolSettings(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private Relay start(RelaySettings settings) {
        return start(settings, OutboxFixture.settings(clickHouse));
    }

    private Relay start(RelaySettings settings, ClickHouseSettings target) {
        Relay relay = new Relay(pool, ClickHouseSink.create(target), settings, heard);
        relay.start();
        return relay;
    }

    @Test
    void deliversAnEventAsItWasPublished() {
        postgres.execute("SELECT postrider.publish('user_created', '{\"email\": \"a@b.c\"}', 'Local',"
                + " '2026-11-21 08:09:10.123456Z', 3, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')");

        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(clickHouse.query("SELECT event_type, event_date_time, environment, event_context, metadata_version,"
                        + " event_id, outbox, trace_parent, event_json.email FROM event_log"))
                .containsExactly(List.of(
                        "user_created",
                        "2026-11-21 08:09:10.123456",
                        "Local",
                        "{\"email\": \"a@b.c\"}",
                        "3",
                        "1",
                        postgres.name(),
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "a@b.c"));
    }

    @Test
    void deliversTenThousandTogetherAndTenThousandApartInManyBatches() {
        OutboxFixture.publishTogether(postgres, 10_000);
        OutboxFixture.publishSeparately(postgres, 1, 10_000);

        try (Relay relay = start(OutboxFixture.QUICK.withBatchSize(3_000))) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(heard.batches).extracting(BatchReport::rows).startsWith(3_000, 3_000, 3_000, 3_000, 3_000, 3_000);
        assertThat(heard.batches).extracting(BatchReport::attempts).containsOnly(1);
    }

    @Test
    void leavesNoTraceOfWhatWasRolledBack() throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("SELECT postrider.publish('never', '{}', 'Test')");
            connection.rollback();
        }
        OutboxFixture.publishTogether(postgres, 1);

        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(clickHouse.queryOne("SELECT groupUniqArray(event_type) FROM event_log"))
                .isEqualTo("['thing_happened']");
    }

    @Test
    void gathersABatchUntilTheOldestEventHasWaitedLongEnough() {
        try (Relay relay = start(OutboxFixture.QUICK.withMaxWait(Duration.ofSeconds(1)))) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            for (int i = 0; i < 20; i++) {
                OutboxFixture.publishTogether(postgres, 5);
            }
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(heard.batches).hasSizeBetween(1, 3);
    }

    @Test
    void doesNotWaitWhenABatchfulWaits() {
        OutboxFixture.publishTogether(postgres, 500);

        try (Relay relay =
                start(OutboxFixture.QUICK.withMaxWait(Duration.ofHours(1)).withBatchSize(100))) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(heard.batches).hasSize(5);
    }

    @Test
    void sendsOneSmallBatchAtATimeUnlessItIsStuck() {
        HeldSink sink = new HeldSink(OutboxFixture.sink(clickHouse));
        try (Relay relay = new Relay(pool, sink, OutboxFixture.QUICK.withMaxWait(Duration.ZERO), heard)) {
            relay.start();
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            OutboxFixture.publishTogether(postgres, 1);
            await().atMost(SOON).until(() -> sink.begun.get() == 1);

            OutboxFixture.publishTogether(postgres, 1);
            await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> sink.begun.get() == 1);
            await().atMost(SOON).until(() -> sink.begun.get() == 2);

            sink.release.countDown();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void worksWithAPoolWhoseConnectionsComeWithoutAutocommitAndSerializable() {
        OutboxFixture.publishTogether(postgres, 250);
        HikariConfig settings = poolSettings();
        settings.setAutoCommit(false);
        settings.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource odd = new HikariDataSource(settings)) {
            try (Relay relay =
                    new Relay(odd, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK.withBatchSize(100), heard)) {
                relay.start();
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                assertThat(postgres.queryOne("SELECT postrider.lease_until() > clock_timestamp() - interval '5 s'"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    void needsNoMoreRightsThanThoseOfItsRole() {
        OutboxFixture.publishTogether(postgres, 250);
        HikariConfig settings = poolSettings();
        settings.setConnectionInitSql("SET ROLE postrider_relay");
        try (HikariDataSource limited = new HikariDataSource(settings)) {
            try (Relay relay = new Relay(limited, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, heard)) {
                relay.start();
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            }
        }
        assertThat(heard.begun).isEmpty();
    }

    @Test
    void writesNoBatchWhileNothingIsPublished() {
        OutboxFixture.publishTogether(postgres, 1);
        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            // Transactions that publish nothing must not make batches either.
            for (int i = 0; i < 10; i++) {
                postgres.execute("SELECT pg_current_xact_id()");
            }
            OutboxFixture.publishTogether(postgres, 1);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch"))
                .isEqualTo("2");
    }

    @Test
    void goesOnWhereAnEarlierRelayStopped() {
        for (int i = 1; i <= 3; i++) {
            OutboxFixture.publishSeparately(postgres, 1, 100);
            try (Relay relay = start(OutboxFixture.QUICK)) {
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            }
        }

        assertThat(postgres.queryOne("SELECT count(DISTINCT fence) FROM postrider.relay_batch"))
                .isEqualTo("3");
    }

    @Test
    void letsOneRelayDeliverWhileTheOthersStandBy() {
        try (Relay first = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> first.status().state() == RelayState.ACTIVE);
            try (Relay second = start(OutboxFixture.QUICK)) {
                await().atMost(SOON).until(() -> second.status().state() == RelayState.STANDBY);
                OutboxFixture.publishTogether(postgres, 100);
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);

                first.close();

                await().atMost(SOON).until(() -> second.status().state() == RelayState.ACTIVE);
                OutboxFixture.publishTogether(postgres, 100);
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                assertThat(second.status().fence()).isGreaterThan(first.status().fence());
            }
        }
    }

    @Test
    void takesAnUnusedSchemaThatCameFromAnotherClusterAndNoneWithEvents() {
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
        }
        assertThat(postgres.queryOne("SELECT system_identifier <> 1 FROM postrider.outbox_origin"))
                .isEqualTo("t");

        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
        OutboxFixture.publishTogether(postgres, 1);
        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
        }
    }

    @Test
    void beginsAgainAfterAnErrorThatIsNoException() {
        OutboxFixture.publishTogether(postgres, 100);

        try (Relay relay = new Relay(pool, new RunsOutOfMemoryOnce(clickHouse), OutboxFixture.QUICK, heard)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            await().atMost(SOON).until(() -> heard.ended.size() == 1);
        }

        assertThat(heard.begun).extracting(Outage::code).containsExactly("OutOfMemoryError");
    }

    /** Stores the first batch, and then fails as the JVM does when its heap is full: the outcome is lost. */
    private static final class RunsOutOfMemoryOnce extends PassingSink {
        private final AtomicBoolean failed = new AtomicBoolean();

        RunsOutOfMemoryOnce(ClickHouseDatabase clickHouse) {
            super(OutboxFixture.sink(clickHouse));
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            SendOutcome outcome = super.send(batch);
            if (failed.compareAndSet(false, true)) {
                throw new OutOfMemoryError("Java heap space");
            }
            return outcome;
        }
    }

    /** An event log that is so large that looking at it takes longer than a lease. */
    private static final class SlowToLookAt extends PassingSink {
        private final CountDownLatch never = new CountDownLatch(1);

        SlowToLookAt(ClickHouseDatabase clickHouse) {
            super(OutboxFixture.sink(clickHouse));
        }

        @Override
        public String definition() throws SinkException {
            try {
                assertThat(never.await(1_500, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.definition();
        }
    }

    @Test
    void keepsItsLeaseWhileItLooksAtALargeEventLogAlthoughAnotherWaitsForIt() {
        OutboxFixture.publishTogether(postgres, 10);
        try (Relay one = new Relay(pool, new SlowToLookAt(clickHouse), OutboxFixture.QUICK, heard);
                Relay other = new Relay(pool, new SlowToLookAt(clickHouse), OutboxFixture.QUICK, heard)) {
            one.start();
            other.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_term WHERE released_at IS NULL"))
                .as("terms that were lost")
                .isEqualTo("0");
    }

    @Test
    void saysWhereDeliveryStands() throws SQLException {
        OutboxFixture.publishTogether(postgres, 30);
        try (Connection connection = postgres.connect()) {
            assertThat(OutboxStatus.read(connection))
                    .satisfies(status -> assertThat(status.pending()).isEqualTo(30))
                    .satisfies(status -> assertThat(status.processed()).isZero())
                    .satisfies(status -> assertThat(status.activeRelay()).isNull())
                    .satisfies(status -> assertThat(status.lag()).isNull())
                    .satisfies(status -> assertThat(status.lagInWords()).startsWith("unknown"));

            try (Relay relay = start(OutboxFixture.QUICK.withBatchSize(20))) {
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                OutboxStatus status = OutboxStatus.read(connection);
                assertThat(status.pending()).isZero();
                assertThat(status.processed()).isEqualTo(30);
                assertThat(status.lag()).isZero();
                assertThat(status.activeRelay()).isNotNull();
            }

            assertThat(OutboxStatus.lastBatches(connection, 10))
                    .extracting(OutboxStatus.LedgerBatch::rows)
                    .containsExactly(10, 20);
            assertThat(OutboxStatus.lastFailures(connection, 10)).isEmpty();
            assertThat(postgres.query("SELECT DISTINCT status FROM postrider.event_status"))
                    .containsExactly(List.of("processed"));
        }
    }

    @Test
    void refusesToDeliverAnOutboxOfAnotherCluster() {
        OutboxFixture.publishTogether(postgres, 1);
        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        postgres.execute("UPDATE postrider.outbox_origin SET system_identifier = 1");
        OutboxFixture.publishTogether(postgres, 1);

        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            assertThat(relay.status().currentOutage().orElseThrow().reason())
                    .contains("made in the PostgreSQL cluster 1")
                    .contains("postrider rebase");
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("1");
    }

    @Test
    void refusesAnotherNameForAnOutboxThatHasDelivered() {
        OutboxFixture.publishTogether(postgres, 1);
        try (Relay relay = start(OutboxFixture.QUICK.withOutbox("orders"))) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        assertThat(clickHouse.queryOne("SELECT outbox FROM event_log")).isEqualTo("orders");

        try (Relay relay = start(OutboxFixture.QUICK.withOutbox("sales"))) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("'sales'", "'orders'");
        }
    }

    /** Begins sends and lets none through until it is told. */
    private static final class HeldSink extends PassingSink {
        final AtomicInteger begun = new AtomicInteger();
        final CountDownLatch release = new CountDownLatch(1);

        HeldSink(Sink sink) {
            super(sink);
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            begun.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.send(batch);
        }
    }
}
