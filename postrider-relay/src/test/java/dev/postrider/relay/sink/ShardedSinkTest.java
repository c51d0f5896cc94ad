package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When several event logs are the shards of one. */
@PostriderTest
class ShardedSinkTest {
    private final ClickHouseDatabase first;
    private final ClickHouseDatabase second = TestServers.newClickHouseDatabase();

    ShardedSinkTest(ClickHouseDatabase first) {
        this.first = first;
    }

    @AfterEach
    void dropTheSecond() {
        second.close();
    }

    /** A question that a busy machine does not answer in time is asked again. */
    private static RowLayout prepare(QueryableSink sink) {
        return await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(SinkException.class)
                .until(sink::prepare, layout -> true);
    }

    private static void assertRefused(QueryableSink sink, String... words) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThatThrownBy(sink::prepare)
                        .isInstanceOf(SinkException.class)
                        .hasMessageContainingAll(words));
    }

    private String tables() {
        return first.queryOne("SELECT count() FROM system.tables WHERE name = 'event_log' AND database IN ('"
                + first.name() + "', '" + second.name() + "')");
    }

    @Test
    void makesTheTableOfEachShard() {
        try (QueryableSink shards = TestShards.of(first, second)) {
            RowLayout layout = prepare(shards);

            assertThat(tables()).isEqualTo("2");
            assertThat(layout).isEqualTo(prepare(shards.each().get(1)));
            assertThat(shards.description()).contains(first.name(), "; ", second.name());
        }
    }

    @Test
    void severalShardsAreOneSinkOfServersWithTheSameNames(@TempDir Path folder) throws SinkException {
        try (LocalClickHouse another = LocalClickHouse.start(
                LocalClickHouse.Options.in(folder).withCredentials(first.user(), first.password()))) {
            URI there = another.url();
            ClickHouseSettings both =
                    OutboxFixture.settings(first).withDatabase("default").withTable("shard_of_" + first.name());
            try (QueryableSink shards = Sinks.create(both.withFurtherShards(List.of(List.of(there))))) {
                prepare(shards);

                assertThat(shards.shards()).hasSize(2);
                assertThat(shards.eventLog().exists()).isTrue();
                assertThat(shards.description()).contains(first.url().toString(), there.toString());
            } finally {
                first.execute("DROP TABLE default.shard_of_" + first.name());
            }
        }
    }

    @Test
    void shardsThatTakeDifferentRowsAreRefusedWithBoth() {
        try (QueryableSink shards = TestShards.of(first, second)) {
            prepare(shards);
            second.execute("ALTER TABLE event_log DROP COLUMN trace_parent");

            assertRefused(
                    shards,
                    "take different rows",
                    first.name(),
                    second.name(),
                    "trace_parent",
                    "give both the same columns");
        }
    }

    @Test
    void oneTableUnderTwoAddressesIsRefused() {
        try (FaultProxy proxy = FaultProxy.to(first.host(), first.port());
                QueryableSink shards = TestShards.of(first, first.through(proxy))) {
            assertRefused(
                    shards,
                    "two shards have the same event log",
                    ":" + first.port(),
                    ":" + proxy.port(),
                    "with the UUID");
        }
    }

    @Test
    void aShardThatCannotBeReachedIsNamed() {
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink shards = TestShards.of(first, second.through(proxy))) {
            proxy.refuse();

            assertRefused(shards, ":" + proxy.port() + "/" + second.name());
            assertThat(shards.isReachable()).isFalse();
        }
    }
}
