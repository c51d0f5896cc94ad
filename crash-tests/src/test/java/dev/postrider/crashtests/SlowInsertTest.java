package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ClickHouse is slow, not dead: an insert takes longer than the configured timeout, and whoever sent it goes away meanwhile.
 * In each way in which a second send could overlap the first, with a table that drops repetitions and with one that does not.
 */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class SlowInsertTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int EVENTS = 20;

    private static final String TABLE = """
            CREATE TABLE %s (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
              event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String,
              %s)
            ENGINE = MergeTree ORDER BY event_id SETTINGS non_replicated_deduplication_window = %d""";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    SlowInsertTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    private void makeSlowTable(String name, int window) {
        clickHouse.execute(
                TABLE.formatted(name, "slow UInt8 MATERIALIZED sleep(3), slower UInt8 MATERIALIZED sleep(1)", window));
    }

    private ClickHouseSettings target(ClickHouseDatabase at) {
        return OutboxFixture.settings(at).withTimeout(TIMEOUT);
    }

    private Relay start(HikariDataSource pool, ClickHouseDatabase at, DeliveryLog log) {
        Relay relay = new Relay(pool, ClickHouseSink.create(target(at)), OutboxFixture.QUICK, log);
        relay.start();
        return relay;
    }

    private long insertsAtWork() {
        return Long.parseLong(clickHouse.queryOne("SELECT count() FROM system.processes WHERE query_kind = 'Insert'"
                + " AND current_database = '" + clickHouse.name() + "'"));
    }

    private void awaitInsert() {
        await("an insert at work").atMost(SOON).until(() -> insertsAtWork() > 0);
    }

    private void assertEachEventOnce() {
        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        await("the end of all inserts").atMost(SOON).until(() -> insertsAtWork() == 0);
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo(Integer.toString(EVENTS));
    }

    private String attempts() {
        return postgres.queryOne("SELECT max(attempts) FROM postrider.relay_batch");
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void anInsertThatTakesLongerThanTheTimeoutIsWaitedFor(int window) {
        makeSlowTable("event_log", window);
        OutboxFixture.publishTogether(postgres, EVENTS);
        DeliveryLog log = new DeliveryLog();
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = start(pool, clickHouse, log)) {
            await("news of the slow insert")
                    .atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.kind() == Outage.Kind.UNKNOWN)
                            .filter(outage -> outage.reason().contains("still at work"))
                            .isPresent());
            assertEachEventOnce();
            await().atMost(SOON).until(() -> relay.status().outage() == null);
        }
        assertThat(attempts()).as("attempts").isEqualTo("1");
        assertThat(log.failures).as("slow is no failure").isEmpty();
    }

    @Test
    void aTableThatCantTellItsEventsApartGetsThemOnceToo() {
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,"
                        + " event_context String, metadata_version Int32, slow UInt8 MATERIALIZED sleep(3))"
                        + " ENGINE = MergeTree ORDER BY event_date_time");
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = start(pool, clickHouse, new DeliveryLog())) {
            await().atMost(SOON)
                    .until(() -> postgres.queryOne(
                                    "SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NOT NULL")
                            .equals("1"));
            assertThat(relay.status().state()).isEqualTo(RelayState.ACTIVE);
        }
        await().atMost(SOON).until(() -> insertsAtWork() == 0);
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo(Integer.toString(EVENTS));
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void anInsertWhoseConnectionBrokeIsWaitedFor(int window) {
        makeSlowTable("event_log", window);
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = start(pool, clickHouse.through(proxy), new DeliveryLog())) {
            awaitInsert();
            proxy.refuse();
            await().atMost(SOON).until(() -> relay.status().outage() != null);
            proxy.passThrough();
            assertEachEventOnce();
        }
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aRelayThatIsStartedAgainWaitsForTheInsertOfTheOneBefore(int window) {
        makeSlowTable("event_log", window);
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            for (int starts = 0; starts < 2; starts++) {
                try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                    awaitInsert();
                    relay.close(Duration.ofMillis(300));
                }
            }
            try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                assertThat(relay.status().state()).isNotEqualTo(RelayState.STOPPED);
                assertEachEventOnce();
            }
        }
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aRelayWaitsForTheInsertOfOneThatWasKilled(int window) {
        makeSlowTable("event_log", window);
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (RelayProcess killed = RelayProcess.start(postgres, clickHouse, EVENTS);
                HikariDataSource pool = OutboxFixture.pool(postgres)) {
            awaitInsert();
            killed.kill();
            try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                assertThat(relay.status().state()).isNotEqualTo(RelayState.STOPPED);
                assertEachEventOnce();
            }
        }
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aRelayThatTakesOverWaitsForTheInsertOfTheOtherOne(int window) {
        makeSlowTable("event_log", window);
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                HikariDataSource another = OutboxFixture.pool(postgres);
                Relay first = start(pool, clickHouse, new DeliveryLog())) {
            awaitInsert();
            try (Relay second = start(another, clickHouse, new DeliveryLog())) {
                await().atMost(SOON).until(() -> second.status().state() == RelayState.STANDBY);
                postgres.execute("UPDATE postrider.relay_lease SET lease_until = '-infinity', owner = 'nobody'");
                assertEachEventOnce();
                assertThat(first.status().state()).isNotEqualTo(RelayState.STOPPED);
            }
        }
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aRequeuedEventIsStoredOnceThoughTheRelayIsStartedAgainMeanwhile(int window) throws Exception {
        clickHouse.execute(
                TABLE.formatted("event_log", "CONSTRAINT known CHECK event_type != 'thing_happened'", window));
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                // A table that takes others, so that it is the events.
                postgres.execute("SELECT postrider.publish('other', '{}', 'Test')");
                await().atMost(SOON)
                        .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.dead_letter")
                                .equals(Integer.toString(EVENTS)));
                assertThat(relay.status().fence()).isPositive();
            }
            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT known");
            clickHouse.execute("ALTER TABLE event_log ADD COLUMN slow UInt8 MATERIALIZED sleep(3)");
            new DeadLetters(pool).requeue(DeadLetterFilter.ALL, Decision.UNSIGNED, count -> {});
            try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                awaitInsert();
                relay.close(Duration.ofMillis(300));
            }
            try (Relay relay = start(pool, clickHouse, new DeliveryLog())) {
                await().atMost(SOON)
                        .until(() -> postgres.queryOne(
                                        "SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                                .equals("0"));
                await().atMost(SOON).until(() -> insertsAtWork() == 0);
                assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_type = 'thing_happened'"))
                        .isEqualTo(Integer.toString(EVENTS));
                assertThat(relay.status().state()).isNotEqualTo(RelayState.STOPPED);
            }
        }
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aReplayThatIsOrderedAgainWaitsForTheInsertOfTheOneThatBrokeOff(int window) throws Exception {
        deliverQuickly();
        makeSlowTable("copy", window);
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            breakOffAtItsInsert(
                    sink -> new Replay(pool, sink).run(ReplayCriteria.ALL, 0, ReplayListener.none()), "copy");
            try (ClickHouseSink sink = ClickHouseSink.create(target(clickHouse).withTable("copy"))) {
                new Replay(pool, sink).run(ReplayCriteria.ALL, 0, ReplayListener.none());
            }
        }
        await().atMost(SOON).until(() -> insertsAtWork() == 0);
        assertThat(clickHouse.queryOne("SELECT count() FROM copy")).isEqualTo(Integer.toString(EVENTS));
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {0, 1_000})
    void aRepairThatIsOrderedAgainWaitsForTheInsertOfTheOneThatBrokeOff(int window) throws Exception {
        deliverQuickly();
        clickHouse.execute("DROP TABLE event_log SYNC");
        makeSlowTable("event_log", window);
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            breakOffAtItsInsert(
                    sink -> new Repair(pool, sink).run(new VerifyScope.All(), false, VerifyListener.none()),
                    "event_log");
            try (ClickHouseSink sink = ClickHouseSink.create(target(clickHouse))) {
                new Repair(pool, sink).run(new VerifyScope.All(), false, VerifyListener.none());
            }
        }
        assertEachEventOnce();
    }

    private void deliverQuickly() {
        OutboxFixture.publishTogether(postgres, EVENTS);
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = start(pool, clickHouse, new DeliveryLog())) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(relay.status().fence()).isPositive();
        }
    }

    private interface Work {
        Object with(ClickHouseSink sink) throws Exception;
    }

    /** As by ctrl-c: the connections break, and the server goes on. */
    private void breakOffAtItsInsert(Work work, String table) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ClickHouseSink sink = ClickHouseSink.create(target(clickHouse).withTable(table))) {
            Callable<Object> running = () -> work.with(sink);
            Future<Object> unused = thread.submit(running);
            awaitInsert();
            thread.shutdownNow();
        } finally {
            thread.shutdownNow();
        }
        assertThat(insertsAtWork()).as("the insert goes on").isPositive();
    }
}
