package dev.postrider.relay.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.ShardFixture;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.tools.resend.ResendRecord.Counts;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replay where the event log is in shards. */
@PostriderTest
class ShardReplayTest extends ShardFixture {
    private static final int EVENTS = 3_000;

    ShardReplayTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private Counts replay(QueryableSink target) throws Exception {
        return new Replay(pool, target)
                .run(ReplayCriteria.ALL, 0, ReplayListener.none())
                .counts();
    }

    private static void assertOnlyWhatBelongs(ClickHouseDatabase database, int shard, int shards) {
        assertThat(ids(database, "again"))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(id -> Shards.of(id, shards) == shard);
    }

    @Test
    void anotherTableIsFilledOnEachShard() throws Exception {
        deliverToShards(EVENTS);
        try (QueryableSink again = TestShards.of("again", clickHouse, second)) {
            assertThat(new Replay(pool, again)
                            .dryRun(ReplayCriteria.ALL, ReplayListener.none())
                            .counts())
                    .isEqualTo(new Counts(EVENTS, EVENTS, 0));
            assertThat(replay(again)).isEqualTo(new Counts(EVENTS, EVENTS, 0));
            assertThat(replay(again)).isEqualTo(new Counts(EVENTS, 0, EVENTS));
        }

        assertOnlyWhatBelongs(clickHouse, 0, 2);
        assertOnlyWhatBelongs(second, 1, 2);
        List<Long> all = new ArrayList<>(ids(clickHouse, "again"));
        all.addAll(ids(second, "again"));
        assertThat(all).hasSize(EVENTS).doesNotHaveDuplicates();
    }

    @Test
    void afterAShardIsAddedWhatIsThereStaysAndTheRestGoesWhereItBelongsNow() throws Exception {
        deliverToShards(EVENTS);
        try (ClickHouseDatabase third = TestServers.newClickHouseDatabase();
                QueryableSink three = TestShards.of(clickHouse, second, third)) {
            three.prepare();
            noteShard(postgres, "third");
            assertThat(replay(three)).isEqualTo(new Counts(EVENTS, 0, EVENTS));
            delete(clickHouse, belonging(0, 300));

            assertThat(replay(three).sent()).isEqualTo(belonging(0, 300).length);

            assertThat(ids(third, "event_log"))
                    .isNotEmpty()
                    .allMatch(id -> id <= 300 && Shards.of(id, 3) == 2 && Shards.of(id, 2) == 0);
            assertThat(ids(clickHouse, "event_log").size()
                            + ids(second, "event_log").size()
                            + ids(third, "event_log").size())
                    .isEqualTo(EVENTS);
        }
    }
}
