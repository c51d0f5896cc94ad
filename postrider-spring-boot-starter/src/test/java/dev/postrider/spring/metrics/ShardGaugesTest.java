package dev.postrider.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A gauge for each shard of the event log, by its place in {@code CLICKHOUSE_HOST}. */
class ShardGaugesTest {
    private static final String NAME = "postrider.shard.pending.batches";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void bind(int shards) {
        ClickHouseSettings settings = ClickHouseSettings.at(URI.create("http://shard-1:8123"))
                .withFurtherShards(IntStream.rangeClosed(2, shards)
                        .mapToObj(shard -> List.of(URI.create("http://shard-" + shard + ":8123")))
                        .toList());
        try (Relay relay = new Relay(
                new PGSimpleDataSource(), Sinks.create(settings), RelaySettings.defaults(), RelayListener.none())) {
            new RelayGauges(relay, Tags.empty()).bindTo(registry);
            assertThat(registry.find(NAME).gauges()).allMatch(gauge -> gauge.value() == 0);
        }
    }

    @Test
    void eachShardHasItsOwn() {
        bind(3);

        assertThat(registry.find(NAME).gauges().stream().map(ShardGaugesTest::shard))
                .containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void anEventLogThatIsNotInShardsHasNone() {
        bind(1);

        assertThat(registry.find(NAME).gauges()).isEmpty();
    }

    @Test
    void theOperationsPageNamesIt() throws IOException {
        assertThat(Files.readString(Path.of("../docs/operations.md")))
                .contains("`postrider_shard_pending_batches{shard}`");
    }

    private static String shard(Gauge gauge) {
        return String.valueOf(gauge.getId().getTag("shard"));
    }
}
