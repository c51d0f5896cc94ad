package dev.postrider.relay.tools.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.Test;

/** What is told of one event where the event log is in two shards. */
@PostriderTest
class ShardExplainTest extends ShardFixture {
    ShardExplainTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    @Test
    void tellsOnWhichShardAnEventIs() throws Exception {
        deliverToShards(20);
        long id = belonging(1, 20)[0];

        assertThat(new Explain(pool, shards.eventLog()).event(id).lives())
                .singleElement()
                .satisfies(life -> {
                    assertThat(life.places()).extracting(LogPlace::shard).containsExactly(where(second));
                    assertThat(life.isEqual()).isTrue();
                });
    }

    @Test
    void tellsBothShardsThatHaveAnEvent() throws Exception {
        deliverToShards(20);
        long id = belonging(1, 20)[0];
        copy(second, clickHouse, id);

        assertThat(new Explain(pool, shards.eventLog()).event(id).lives().get(0).places())
                .extracting(LogPlace::shard)
                .containsExactly(where(clickHouse), where(second));
    }

    @Test
    void whereAShardCannotBeAskedNobodyKnowsWhetherAnEventIsThere() throws Exception {
        deliverToShards(20);
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink half = TestShards.of(clickHouse, second.through(proxy))) {
            proxy.refuse();

            Explanation explanation = new Explain(pool, half.eventLog()).event(belonging(0, 20)[0]);

            assertThat(explanation.logUnknown()).contains(":" + proxy.port() + "/" + second.name());
        }
    }
}
