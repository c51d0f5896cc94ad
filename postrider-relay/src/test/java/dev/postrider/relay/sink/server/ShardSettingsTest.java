package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardSettingsTest {
    private static final URI A = URI.create("http://a:8123");
    private static final URI B = URI.create("http://b:8123");
    private static final URI C = URI.create("http://c:8123");

    @Test
    void eachShardHasItsOwnServersAndEverythingElseInCommon() {
        ClickHouseSettings all = ClickHouseSettings.at(A)
                .withOthers(List.of(B))
                .withFurtherShards(List.of(List.of(C)))
                .withLogin("relay", "secret")
                .withDatabase("events");

        assertThat(all.eachShard())
                .containsExactly(
                        all.withFurtherShards(List.of()),
                        ClickHouseSettings.at(C).withLogin("relay", "secret").withDatabase("events"));
    }

    @Test
    void oneShardIsItself() {
        ClickHouseSettings one = ClickHouseSettings.at(A).withOthers(List.of(B));

        assertThat(one.eachShard()).containsExactly(one);
    }

    @Test
    void aServerOfTwoShardsIsRefused() {
        ClickHouseSettings one = ClickHouseSettings.at(A).withOthers(List.of(B));

        assertThatThrownBy(() -> one.withFurtherShards(List.of(List.of(C, B))))
                .hasMessageContaining("http://b:8123 is named twice");
    }

    @Test
    void aShardWithoutServersIsRefused() {
        assertThatThrownBy(() -> ClickHouseSettings.at(A).withFurtherShards(List.of(List.of())))
                .hasMessageContaining("name one at least");
    }

    @Test
    void twoSchemesAreRefused() {
        assertThatThrownBy(() ->
                        ClickHouseSettings.at(A).withFurtherShards(List.of(List.of(URI.create("https://c:8443")))))
                .hasMessageContaining("must all be http://host:port or all https://host:port");
    }

    @Test
    void moreThan256ShardsAreRefused() {
        List<List<URI>> further = IntStream.rangeClosed(1, 256)
                .mapToObj(i -> List.of(URI.create("http://h" + i + ":8123")))
                .toList();

        assertThat(ClickHouseSettings.at(A)
                        .withFurtherShards(further.subList(0, 255))
                        .eachShard())
                .hasSize(256);
        assertThatThrownBy(() -> ClickHouseSettings.at(A).withFurtherShards(further))
                .hasMessageContaining("257 shards, must be 1 to 256");
    }
}
