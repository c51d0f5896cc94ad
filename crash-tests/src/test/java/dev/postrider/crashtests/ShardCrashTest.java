package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills the relay's process while it sends to two shards, and then to a third that was added: before, in the middle of and after what
 * goes to one of them.
 */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ShardCrashTest {
    private static final int KILLS = Integer.getInteger("postrider.test.kills", 4);
    private static final List<String> TABLES = List.of("shard_0", "shard_1", "shard_2");

    @ParameterizedTest
    @EnumSource(
            value = CrashingRelay.Point.class,
            names = {"AFTER_PLAN", "DURING_SEND", "AFTER_INSERT", "AFTER_ACKNOWLEDGE"})
    void hasEachEventOnceOnItsShardWhenKilled(
            CrashingRelay.Point point, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute("CREATE TABLE event_log (outbox String, event_id UInt64, event_type String,"
                + " event_date_time DateTime64(6, 'UTC'), environment String, event_context String,"
                + " metadata_version UInt64, trace_parent String) ENGINE = Merge(currentDatabase(), '^shard_')");
        Random random = new Random(point.name().hashCode());
        long lastOfTwo = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            OutboxFixture.publishSeparately(postgres, kill * 1_000, 300 + random.nextInt(300));
            int shards = kill < KILLS / 2 ? 2 : 3;
            lastOfTwo = shards == 2 ? lastId(postgres) : lastOfTwo;
            RelayCrashTest.runUntilItDies(
                    point,
                    1 + random.nextInt(5),
                    postgres,
                    clickHouse,
                    tables(shards).toArray(String[]::new));
        }

        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(
                        pool,
                        CrashingRelay.sink(OutboxFixture.settings(clickHouse), TABLES),
                        OutboxFixture.QUICK,
                        RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, Duration.ofSeconds(60));
        }
        assertEachIsWhereItBelongs(clickHouse, lastOfTwo);
    }

    private static List<String> tables(int shards) {
        return TABLES.subList(0, shards);
    }

    private static long lastId(PostgresDatabase postgres) {
        return Long.parseLong(postgres.queryOne("SELECT max(id) FROM postrider.event_outbox"));
    }

    /** What was published before the third shard was there may have been planned after that. */
    private static void assertEachIsWhereItBelongs(ClickHouseDatabase clickHouse, long lastOfTwo) {
        for (int shard = 0; shard < TABLES.size(); shard++) {
            for (List<?> row : clickHouse.query("SELECT event_id FROM " + TABLES.get(shard))) {
                long id = Long.parseLong(String.valueOf(row.get(0)));
                boolean isOfThree = Shards.of(id, 3) == shard;
                boolean isOfTwo = id <= lastOfTwo && Shards.of(id, 2) == shard;
                assertThat(isOfThree || isOfTwo)
                        .as("event %s on shard %s", id, shard)
                        .isTrue();
            }
        }
    }
}
