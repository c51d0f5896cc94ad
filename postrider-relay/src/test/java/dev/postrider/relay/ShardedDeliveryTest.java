package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An event log in shards, each a table of its own behind a proxy of its own. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ShardedDeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST_SHARDS = 3;
    /** In the long form, as many as there may be: {@link Shards#MOST}. */
    private static final int MANY_SHARDS = Integer.getInteger("postrider.test.shards", 12);

    private static final RelaySettings SETTINGS = OutboxFixture.QUICK.withBatchSize(100);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private final List<FaultProxy> proxies = new ArrayList<>();

    ShardedDeliveryTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
        for (int i = 0; i < MOST_SHARDS; i++) {
            proxies.add(FaultProxy.to(clickHouse.host(), clickHouse.port()));
        }
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void close() {
        pool.close();
        proxies.forEach(FaultProxy::close);
    }

    private static String table(int shard) {
        return "event_log_" + shard;
    }

    private ClickHouseSink sink(int shard) {
        return ClickHouseSink.create(
                OutboxFixture.settings(clickHouse.through(proxies.get(shard))).withTable(table(shard)));
    }

    private Sink sink(int... shards) {
        return shards.length == 1
                ? sink(shards[0])
                : new ShardedSink(IntStream.of(shards).mapToObj(this::sink).toList());
    }

    private Relay start(RelaySettings settings, int... shards) {
        Relay relay = new Relay(pool, sink(shards), settings, new RecordingListener());
        relay.start();
        return relay;
    }

    private List<Long> storedOn(int shard) {
        return clickHouse.query("SELECT event_id FROM " + table(shard) + " ORDER BY event_id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    private List<Long> published() {
        return postgres.query("SELECT id FROM postrider.event_outbox ORDER BY id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    private void awaitAcknowledgement() {
        await("all is acknowledged")
                .atMost(SOON)
                .until(() -> postgres.queryOne(
                                "SELECT count(*) || ' ' || count(*) FILTER (WHERE done_at IS NULL) || ' ' || COALESCE(sum(row_count), 0)"
                                        + " FROM postrider.relay_batch")
                        .endsWith(" 0 " + published().size()));
    }

    /** Each event once, on the shard where it belongs. */
    private void assertEachOnItsShard(int shards) {
        awaitAcknowledgement();
        for (int shard = 0; shard < shards; shard++) {
            assertThat(storedOn(shard)).as("shard %s", shard).isEqualTo(belongingOn(shard, shards));
        }
    }

    private List<Long> belongingOn(int shard, int shards) {
        return published().stream().filter(id -> Shards.of(id, shards) == shard).toList();
    }

    @Test
    void bringsEachEventToItsShard() {
        OutboxFixture.publishSeparately(postgres, 1, 500);

        try (Relay unused = start(SETTINGS, 0, 1, 2)) {
            assertEachOnItsShard(3);
        }
    }

    @Test
    void bringsEventsToManyShards() {
        Sink many = new ShardedSink(IntStream.range(0, MANY_SHARDS)
                .mapToObj(shard ->
                        ClickHouseSink.create(OutboxFixture.settings(clickHouse).withTable(table(shard))))
                .toList());
        OutboxFixture.publishTogether(postgres, 5_000);

        try (Relay relay = new Relay(pool, many, OutboxFixture.QUICK.withBatchSize(2_000), new RecordingListener())) {
            relay.start();
            awaitAcknowledgement();
        }

        List<String> stored = clickHouse
                .query("SELECT concat(_table, ' ', toString(event_id)) FROM merge(currentDatabase(), '^event_log_')"
                        + " ORDER BY event_id")
                .stream()
                .map(row -> String.valueOf(row.get(0)))
                .toList();
        assertThat(stored)
                .hasSize(5_000)
                .isEqualTo(published().stream()
                        .map(id -> table(Shards.of(id, MANY_SHARDS)) + " " + id)
                        .toList());
    }

    @Test
    void goesOnWithTheOtherShardsWhileOneIsAway() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            proxies.get(1).refuse();
            OutboxFixture.publishTogether(postgres, 3_000);
            long forTheOther =
                    published().stream().filter(id -> Shards.of(id, 2) == 0).count();
            await("the other shard has all of its own")
                    .atMost(SOON)
                    .until(() -> storedOn(0).size() == forTheOther);
            assertThat(storedOn(1)).hasSizeLessThan(50);

            proxies.get(1).passThrough();

            assertEachOnItsShard(2);
        }
    }

    /** Such batches are done before the one in front of them, and hold neither a place nor memory for that. */
    @Test
    void goesOnWithTheOtherShardsWhereBatchesHaveNothingForTheOneThatIsAway() {
        try (Relay unused = start(SETTINGS.withBatchSize(1), 0, 1)) {
            OutboxFixture.publishTogether(postgres, 4);
            assertEachOnItsShard(2);
            proxies.get(1).refuse();
            OutboxFixture.publishTogether(postgres, 60);
            await("the other shard has all of its own")
                    .atMost(SOON)
                    .until(() -> storedOn(0).equals(belongingOn(0, 2)));

            proxies.get(1).passThrough();

            assertEachOnItsShard(2);
        }
    }

    @Test
    void goesOnWithTheOtherShardsWhileOneTakesConnectionsAndNeverAnswers() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            proxies.get(1).blackhole();
            OutboxFixture.publishTogether(postgres, 1_000);
            await("the other shard has all of its own")
                    .atMost(SOON)
                    .until(() -> storedOn(0).equals(belongingOn(0, 2)));
            assertThat(storedOn(1)).hasSizeLessThan(50);

            proxies.get(1).passThrough();

            assertEachOnItsShard(2);
        }
    }

    @Test
    void isNotHeldUpByAShardThatIsSlow() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            proxies.get(1).latency(Duration.ofMillis(500));
            OutboxFixture.publishTogether(postgres, 2_000);
            await("the other shard has all of its own")
                    .atMost(SOON)
                    .until(() -> storedOn(0).equals(belongingOn(0, 2)));
            assertThat(storedOn(1))
                    .as("the slow shard is behind")
                    .hasSizeLessThan(belongingOn(1, 2).size());

            assertEachOnItsShard(2);
        }
    }

    @Test
    void letsNoMoreBatchesWaitForAShardThanItMay() {
        try (Relay relay = start(SETTINGS.withShardLead(3), 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            proxies.get(1).refuse();
            OutboxFixture.publishTogether(postgres, 3_000);

            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            await("as many as may wait, two in flight and one that is read")
                    .during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                            .equals("6"));
            assertThat(relay.status().pendingOfShards()).containsExactly(0, 6);

            proxies.get(1).passThrough();
            assertEachOnItsShard(2);
        }
    }

    @Test
    void sendsABatchOfAnEarlierTermToTheShardsThatThereWereThen() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            proxies.get(1).refuse();
            OutboxFixture.publishTogether(postgres, 500);
            await("one shard has all of its own")
                    .atMost(SOON)
                    .until(() -> storedOn(0).equals(belongingOn(0, 2)));
        }
        proxies.get(1).passThrough();

        try (Relay unused = start(SETTINGS, 0, 1, 2)) {
            assertEachOnItsShard(2);
            assertThat(storedOn(2)).isEmpty();
            OutboxFixture.publishTogether(postgres, 500);
            awaitAcknowledgement();
        }

        List<Long> stored = new ArrayList<>();
        IntStream.range(0, 3).forEach(shard -> stored.addAll(storedOn(shard)));
        assertThat(stored).containsExactlyInAnyOrderElementsOf(published());
        assertThat(storedOn(2)).isNotEmpty();
    }

    @Test
    void setsAsideWhatOneShardRefuses() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
            clickHouse.execute("ALTER TABLE " + table(1) + " ADD CONSTRAINT odd CHECK event_id % 10 <> 3");
            OutboxFixture.publishTogether(postgres, 200);
            awaitAcknowledgement();
        }

        List<Long> refused = published().stream()
                .filter(id -> id > 50 && Shards.of(id, 2) == 1 && id % 10 == 3)
                .toList();
        assertThat(postgres.query("SELECT DISTINCT shard FROM postrider.dead_letter"))
                .containsExactly(List.of("2"));
        assertThat(postgres.query("SELECT event_id FROM postrider.dead_letter ORDER BY 1").stream()
                        .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                        .toList())
                .isEqualTo(refused)
                .isNotEmpty();
        assertThat(storedOn(0))
                .isEqualTo(
                        published().stream().filter(id -> Shards.of(id, 2) == 0).toList());
    }

    @Test
    void deliversNothingWhereAShardIsMissingOrNotInItsPlace() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 50);
            assertEachOnItsShard(2);
        }
        OutboxFixture.publishTogether(postgres, 50);

        for (int[] other : new int[][] {{0}, {1, 0}, {2, 0, 1}}) {
            try (Relay relay = start(SETTINGS, other)) {
                await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
                assertThat(relay.status().currentOutage())
                        .hasValueSatisfying(
                                outage -> assertThat(outage.reason()).contains("CLICKHOUSE_HOST"));
            }
        }

        assertThat(storedOn(0).size() + storedOn(1).size()).isEqualTo(50);
    }

    @Test
    void deliversNothingToSeveralShardsBeforeItIsKnownWhichOneHasTheEvents() {
        try (Relay unused = start(SETTINGS, 0)) {
            OutboxFixture.publishTogether(postgres, 50);
            awaitAcknowledgement();
        }
        // As a relay leaves it that knows no shards.
        postgres.execute("UPDATE postrider.outbox_origin SET event_log_tables = NULL");
        OutboxFixture.publishTogether(postgres, 50);

        try (Relay relay = start(SETTINGS, 1, 0)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            assertThat(relay.status().currentOutage())
                    .hasValueSatisfying(
                            outage -> assertThat(outage.reason()).contains("start once with that one alone"));
        }

        assertThat(storedOn(0)).hasSize(50);
    }

    @Test
    void refusesRelaysThatKnowNoShardsOnceThereAreTwo() {
        try (Relay unused = start(SETTINGS, 0)) {
            OutboxFixture.publishTogether(postgres, 10);
            awaitAcknowledgement();
        }
        int before = needed();
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 10);
            awaitAcknowledgement();
        }

        assertThat(before).isLessThan(23);
        assertThat(needed()).isEqualTo(23);
    }

    private int needed() {
        return Integer.parseInt(postgres.queryOne("SELECT needs FROM postrider.relay_lease"));
    }

    /** After a restore the ledger may lack batches, and what is planned anew is cut otherwise where a shard was added. */
    @Test
    void asksAllShardsForWhatMayHaveBeenDeliveredInOtherBatches() {
        try (Relay unused = start(SETTINGS, 0, 1)) {
            OutboxFixture.publishTogether(postgres, 200);
            assertEachOnItsShard(2);
        }
        postgres.execute(
                "TRUNCATE postrider.relay_batch, postrider.relay_window CASCADE",
                "UPDATE postrider.outbox_origin SET max_id_acknowledged = 0");

        try (Relay unused = start(SETTINGS, 0, 1, 2)) {
            OutboxFixture.publishTogether(postgres, 100);
            awaitAcknowledgement();
        }

        List<Long> stored = new ArrayList<>();
        IntStream.range(0, 3).forEach(shard -> stored.addAll(storedOn(shard)));
        assertThat(stored).containsExactlyInAnyOrderElementsOf(published());
    }
}
