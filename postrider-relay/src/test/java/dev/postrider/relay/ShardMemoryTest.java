package dev.postrider.relay;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A shard is away, and there is memory for two large batches, fewer than may be in flight: as in a fleet. */
@PostriderTest
class ShardMemoryTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final RelaySettings SETTINGS =
            OutboxFixture.QUICK.withBatchSize(100).withBatchBytes(1024 * 1024);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private final List<FaultProxy> proxies;

    ShardMemoryTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
        this.proxies = IntStream.range(0, 2)
                .mapToObj(shard -> FaultProxy.to(clickHouse.host(), clickHouse.port()))
                .toList();
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

    private Relay start() {
        ShardedSink sink = new ShardedSink(IntStream.range(0, 2)
                .mapToObj(shard -> ClickHouseSink.create(OutboxFixture.settings(clickHouse.through(proxies.get(shard)))
                        .withTable(table(shard))))
                .toList());
        BatchMemory memory = BatchMemory.shared(2 * SETTINGS.bounds().bytes(), SETTINGS.bounds());
        Relay relay = new Relay(pool, sink, SETTINGS, new RecordingListener(), Surroundings.ofOne(memory));
        relay.start();
        return relay;
    }

    private List<Long> storedOn(int shard) {
        return clickHouse.query("SELECT event_id FROM " + table(shard) + " ORDER BY event_id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    private List<Long> belongingOn(int shard) {
        return postgres.query("SELECT id FROM postrider.event_outbox ORDER BY id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .filter(id -> Shards.of(id, 2) == shard)
                .toList();
    }

    private void publishLarge(int events) {
        postgres.execute(
                "SELECT count(postrider.publish('large', json_build_object('text', repeat('x', 400000)), 'Test'))"
                        + " FROM generate_series(1, " + events + ")");
    }

    private void awaitShard(int shard) {
        await("shard " + shard + " has all of its own")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> storedOn(shard).equals(belongingOn(shard)));
    }

    /** Those that wait need memory again, and those behind them must not keep all of it. */
    @Test
    void whatWaitsIsSentWhenTheShardIsBack() {
        try (Relay relay = start()) {
            OutboxFixture.publishTogether(postgres, 50);
            awaitShard(1);
            proxies.get(1).refuse();
            OutboxFixture.publishTogether(postgres, 2_000);
            awaitShard(0);
            int waiting = relay.status().pendingOfShards().get(1);
            publishLarge(60);
            await("large ones wait behind")
                    .atMost(SOON)
                    .until(() -> relay.status().pendingOfShards().get(1) > waiting);

            proxies.get(1).passThrough();

            awaitShard(0);
            awaitShard(1);
        }
    }
}
