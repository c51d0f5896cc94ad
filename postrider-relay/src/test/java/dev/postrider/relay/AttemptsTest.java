package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.AttemptOutcome;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.SendAttempts;
import dev.postrider.relay.tools.batches.BatchAttempts;
import dev.postrider.relay.tools.batches.BatchAttempts.Attempt;
import dev.postrider.relay.tools.batches.Batches;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of the attempts to send a batch, and that delivery does not depend on it. */
@PostriderTest
class AttemptsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CAN_NOT = "what became of attempts to send can't be written down; delivery goes on";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toClickHouse;
    private final HikariDataSource pool;
    private final AtomicInteger refusals = new AtomicInteger();

    AttemptsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.pool = OutboxFixture.pool(postgres);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void close() {
        pool.close();
        toClickHouse.close();
    }

    private Relay start() {
        Relay relay = new Relay(
                pool,
                new BusySink(OutboxFixture.sink(clickHouse.through(toClickHouse))),
                OutboxFixture.QUICK,
                RelayListener.none());
        relay.start();
        return relay;
    }

    /** Says that it takes nothing now, as often as it was told to. */
    private final class BusySink extends PassingSink {
        BusySink(Sink sink) {
            super(sink);
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            return refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    ? new SendOutcome.Unavailable(252, "Too many parts")
                    : super.send(batch);
        }
    }

    private void awaitWritten(int number) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                postgres.queryOne("SELECT COALESCE(max(number), 0) FROM postrider.relay_attempt"))
                        .isEqualTo(Integer.toString(number)));
    }

    private BatchAttempts attempts(long batchNo) throws SQLException {
        return Objects.requireNonNull(new Batches(postgres.dataSource()).show(batchNo))
                .attempts();
    }

    private long written() {
        return Long.parseLong(postgres.queryOne("SELECT count(*) FROM postrider.relay_attempt"));
    }

    private void delivered() {
        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
    }

    /** A batch is planned, and ClickHouse does not take it. */
    private void failToSendOne() {
        delivered();
        toClickHouse.refuse();
        OutboxFixture.publishTogether(postgres, 10);
        await().atMost(SOON)
                .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                        .equals("1"));
    }

    @Test
    void aBatchThatIsStoredAtOnceLeavesNoneAndAsksForNothing() throws SQLException {
        postgres.execute("ALTER TABLE postrider.relay_attempt RENAME TO not_there");
        try (Logged logged = Logged.begin();
                Relay relay = start()) {
            OutboxFixture.publishTogether(postgres, 100);
            delivered();
            await().during(Duration.ofSeconds(2))
                    .until(() -> logged.lines().stream().noneMatch(line -> line.contains(CAN_NOT)));
            assertThat(relay.status().currentOutage()).isEmpty();
        }
        postgres.execute("ALTER TABLE postrider.not_there RENAME TO relay_attempt");

        BatchAttempts attempts = attempts(1);
        assertThat(written()).isZero();
        assertThat(attempts.isDerived()).isTrue();
        assertThat(attempts.kept()).singleElement().satisfies(only -> {
            assertThat(only.outcome()).isEqualTo(AttemptOutcome.STORED);
            assertThat(only.rows()).isEqualTo(100);
            assertThat(only.endpoint()).isNull();
        });
    }

    @Test
    void eachAttemptIsKeptWithItsTimeEndpointOutcomeAndReason() throws SQLException {
        OutboxFixture.publishTogether(postgres, 10);
        refusals.set(4);
        try (Relay relay = start()) {
            delivered();
            awaitWritten(5);
        }

        List<Attempt> kept = attempts(1).kept();
        String endpoint = clickHouse.through(toClickHouse).url().toString();
        Instant now = Instant.now();
        assertThat(kept).hasSize(5);
        for (int i = 0; i < 5; i++) {
            Attempt attempt = kept.get(i);
            assertThat(attempt.number()).isEqualTo(i + 1);
            assertThat(attempt.endpoint()).startsWith(endpoint);
            assertThat(attempt.rows()).isEqualTo(10);
            assertThat(attempt.part()).isEqualTo(1);
            assertThat(attempt.relay()).isNotEmpty();
            assertThat(attempt.beganAt()).isBetween(now.minusSeconds(60), now.plusSeconds(1));
            assertThat(attempt.took()).isBetween(Duration.ZERO, SOON);
            assertThat(attempt.outcome()).isEqualTo(i < 4 ? AttemptOutcome.UNAVAILABLE : AttemptOutcome.STORED);
            assertThat(attempt.code()).isEqualTo(i < 4 ? 252 : 0);
            assertThat(attempt.reason()).isEqualTo(i < 4 ? "Too many parts" : null);
            if (i > 0) {
                assertThat(attempt.beganAt()).isAfter(kept.get(i - 1).endedAt());
            }
        }
    }

    @Test
    void anOutageOfDaysLeavesTheFirstAndTheNewest() throws SQLException {
        OutboxFixture.publishTogether(postgres, 10);
        refusals.set(60);
        try (Relay relay = start()) {
            delivered();
            awaitWritten(61);
        }

        BatchAttempts attempts = attempts(1);
        assertThat(attempts.kept()).hasSize(SendAttempts.FIRST + SendAttempts.NEWEST);
        assertThat(attempts.leftOut()).isEqualTo(31);
        assertThat(attempts.kept()).extracting(Attempt::number).startsWith(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 42);
    }

    @Test
    void whatIsRefusedIsKeptWithItsPartAndWithoutTheEvents() throws SQLException {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
                  event_context String, event_id UInt64, outbox String, metadata_version Int32 DEFAULT 1,
                  CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%planted%'))
                ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 10000""");
        postgres.execute("""
                SELECT count(postrider.publish('n', json_build_object(CASE WHEN i = 7 THEN 'planted' ELSE 'good' END, i), 'Test'))
                FROM generate_series(1, 20) i""");
        try (Relay relay = start()) {
            await().atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.dead_letter")
                            .equals("1"));
            await().atMost(SOON).until(() -> attempts(1).kept().size() > 5);
        }

        List<Attempt> kept = attempts(1).kept();
        assertThat(kept.get(0).outcome()).isEqualTo(AttemptOutcome.REFUSED);
        assertThat(kept.get(0).part()).isEqualTo(1);
        assertThat(kept.get(0).code()).isEqualTo(469);
        assertThat(kept.get(0).reason()).contains("no_bad_ones").doesNotContain("planted");
        assertThat(kept).anySatisfy(attempt -> assertThat(attempt.part()).isGreaterThan(1));
        assertThat(kept).extracting(Attempt::outcome).contains(AttemptOutcome.STORED);
    }

    @Test
    void deliveryGoesOnWherePostgresRefusesToWriteThemDown() {
        try (Logged logged = Logged.begin();
                Relay relay = start()) {
            OutboxFixture.publishTogether(postgres, 1);
            delivered();
            postgres.execute("ALTER TABLE postrider.relay_attempt RENAME TO not_there");
            failToSendOne();
            await().atMost(SOON).until(() -> logged.lines().stream().anyMatch(line -> line.contains(CAN_NOT)));
            toClickHouse.passThrough();
            delivered();

            assertThat(logged.lines())
                    .filteredOn(line -> line.contains(CAN_NOT))
                    .hasSize(1);
            postgres.execute("ALTER TABLE postrider.not_there RENAME TO relay_attempt");
            await("what was kept meanwhile is written").atMost(SOON).until(() -> written() > 0);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void neitherDeliveryNorMaintenanceWaitsForATableThatSomebodyHasLocked() throws SQLException {
        try (Relay relay = start();
                Connection holder = postgres.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            OutboxFixture.publishTogether(postgres, 1);
            delivered();
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE postrider.relay_attempt IN ACCESS EXCLUSIVE MODE");
            failToSendOne();
            await("the outage is told in PostgreSQL")
                    .atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.relay_outage")
                            .equals("1"));
            toClickHouse.passThrough();
            delivered();
            await("and taken away")
                    .atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.relay_outage")
                            .equals("0"));
            holder.rollback();
            await().atMost(SOON).until(() -> written() > 0);
        }
    }
}
