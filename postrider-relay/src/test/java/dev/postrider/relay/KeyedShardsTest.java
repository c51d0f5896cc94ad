package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.TestShards;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two shards, and a field that says on which of them an event belongs. */
@PostriderTest
class KeyedShardsTest extends ShardFixture {
    private static final ShardKey USER = ShardKey.of("event_context.user.id");

    KeyedShardsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private void deliverBy(ShardKey key, ClickHouseDatabase... databases) {
        try (Relay relay = start(key, databases)) {
            awaitDelivery();
        }
    }

    private Relay start(ShardKey key, ClickHouseDatabase... databases) {
        QueryableSink log = databases.length == 1 ? OutboxFixture.sink(databases[0]) : TestShards.of(databases);
        RelaySettings settings = OutboxFixture.QUICK.withBatchSize(50).withShardKey(key);
        Relay relay = new Relay(pool, log, settings, new RecordingListener());
        relay.start();
        return relay;
    }

    private void awaitDelivery() {
        await().atMost(SOON)
                .until(
                        () -> postgres.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'"),
                        "0"::equals);
    }

    private void publish(String context) {
        postgres.execute("SELECT postrider.publish('thing_happened', '" + context + "', 'Test')");
    }

    private void publishForUsers(int events, int users) {
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i, 'user',"
                + " json_build_object('name', 'x', 'id', 'user ' || i % " + users + ")), 'Test'))"
                + " FROM generate_series(1, " + events + ") i");
    }

    /** How many events each user has on each shard. */
    private List<Map<String, Long>> usersOfShards() {
        List<Map<String, Long>> found = new ArrayList<>();
        for (ClickHouseDatabase shard : List.of(clickHouse, second)) {
            Map<String, Long> users = new TreeMap<>();
            shard.query(
                            "SELECT JSONExtractString(event_context, 'user', 'id') AS user, count() FROM event_log GROUP BY user")
                    .forEach(row -> users.put(String.valueOf(row.get(0)), Long.valueOf(String.valueOf(row.get(1)))));
            found.add(users);
        }
        return found;
    }

    /** The shard of a text, by ClickHouse's own hash. */
    private int shardOf(String text) {
        return Shards.of(Long.parseLong(clickHouse.queryOne("SELECT reinterpretAsInt64(xxHash64('" + text + "'))")), 2);
    }

    private void assertUsersAreTogether(int users, long eventsOfEach) {
        List<Map<String, Long>> shards = usersOfShards();
        assertThat(shards.get(0).size() + shards.get(1).size()).isEqualTo(users);
        shards.forEach(shard -> assertThat(shard.values()).isNotEmpty().allMatch(events -> events == eventsOfEach));
        for (int shard = 0; shard < 2; shard++) {
            for (String user : shards.get(shard).keySet()) {
                assertThat(shardOf(user)).as(user).isEqualTo(shard);
            }
        }
    }

    @Test
    void eventsWithTheSameFieldAreOnOneShard() {
        publishForUsers(400, 20);

        deliverBy(USER, clickHouse, second);

        assertUsersAreTogether(20, 20);
    }

    /** Ten events of each context; the value that it has for the key, or null. */
    @Test
    void anEventWithoutTheFieldBelongsWhereItsIdSays() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("{\"user\": {\"id\": \"a\"}}", "a");
        values.put("{\"user\": {\"id\": \"\\u0061\"}, \"user\": 1}", "a");
        values.put("{\"x\": [{\"user\": 1}], \"user\": {\"y\": {}, \"id\": 12.50}}", "12.50");
        values.put("{\"user\": {\"id\": true}}", "true");
        values.put("{\"user\": {\"id\": \"\"}}", "");
        values.put("{\"user\": {\"id\": \"Zoë 🦊\"}}", "Zoë 🦊");
        values.put("{\"user\": {\"id\": null}}", null);
        values.put("{\"user\": {\"id\": {\"id\": 1}}}", null);
        values.put("{\"user\": {\"id\": [1]}}", null);
        values.put("{\"user\": \"id\"}", null);
        values.put("{\"id\": 1}", null);
        values.put("{}", null);
        values.keySet().forEach(context -> IntStream.range(0, 10).forEach(i -> publish(context)));

        deliverBy(USER, clickHouse, second);

        Set<Long> onFirst = new HashSet<>(ids(clickHouse, "event_log"));
        assertThat(onFirst.size() + ids(second, "event_log").size()).isEqualTo(10 * values.size());
        long first = 1;
        for (Map.Entry<String, String> expected : values.entrySet()) {
            for (long id = first; id < first + 10; id++) {
                String value = expected.getValue();
                int shard = value == null ? Shards.of(id, 2) : shardOf(value);
                assertThat(onFirst.contains(id))
                        .as("%s: event %s", expected.getKey(), id)
                        .isEqualTo(shard == 0);
            }
            first += 10;
        }
    }

    /** What can't be read must hold nothing up: whoever may publish could stop all delivery with it. */
    @Test
    void contextsThatAreHardToReadAreDelivered() {
        String deep = "[".repeat(3_000) + "]".repeat(3_000);
        for (String odd : List.of(
                "{\"user\": {\"id\": \"\\u0000\"}}",
                "{\"user\": {\"id\": \"\\ud800\"}}",
                "{\"\\udc00\": 1, \"user\": {\"id\": \"after\"}}",
                "{\"deep\": " + deep + ", \"user\": {\"id\": \"after\"}}",
                "{\"user\": {\"id\": " + "9".repeat(5_000) + "e999999}}",
                "{\"" + "n".repeat(60_000) + "\": \"" + "t".repeat(100_000) + "\", \"user\": {\"id\": \"after\"}}")) {
            publish(odd);
        }

        deliverBy(USER, clickHouse, second);

        List<Long> all = new ArrayList<>(ids(clickHouse, "event_log"));
        all.addAll(ids(second, "event_log"));
        assertThat(all).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(ids(List.of(clickHouse, second).get(shardOf("after")), "event_log"))
                .contains(4L, 6L);
        // A name that is no text is more than the reader takes; if that ever changes, such events would change their
        // shard.
        assertThat(ids(List.of(clickHouse, second).get(Shards.of(3, 2)), "event_log"))
                .contains(3L);
    }

    @ParameterizedTest
    @CsvSource({"event_type,thing_happened", "environment,Test"})
    void aFieldBesideTheContextWillDo(String key, String value) {
        OutboxFixture.publishTogether(postgres, 20);

        deliverBy(ShardKey.of(key), clickHouse, second);

        int shard = shardOf(value);
        assertThat(ids(List.of(clickHouse, second).get(shard), "event_log")).hasSize(20);
        assertThat(ids(List.of(clickHouse, second).get(1 - shard), "event_log")).isEmpty();
    }

    @Test
    void whatIsSentAgainGoesToTheSameShard() throws Exception {
        publishForUsers(200, 10);
        deliverBy(USER, clickHouse, second);

        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id % 2 = 0 SETTINGS mutations_sync = 2");
        second.execute("ALTER TABLE event_log DELETE WHERE event_id % 2 = 0 SETTINGS mutations_sync = 2");
        assertThat(new Repair(pool, shards)
                        .run(new VerifyScope.All(), false, VerifyListener.none())
                        .sent())
                .isEqualTo(100);
        assertUsersAreTogether(10, 20);

        clickHouse.execute("TRUNCATE TABLE event_log");
        second.execute("TRUNCATE TABLE event_log");
        new Replay(pool, shards).run(ReplayCriteria.ALL, 0, ReplayListener.none());
        assertUsersAreTogether(10, 20);
    }

    @Test
    void theKeyCanNotChangeOnceThereAreSeveralShards() {
        publishForUsers(10, 10);
        deliverBy(ShardKey.EVENT_ID, clickHouse);
        publishForUsers(100, 10);
        deliverBy(USER, clickHouse, second);
        publishForUsers(10, 10);

        try (Relay relay = start(ShardKey.EVENT_ID, clickHouse, second)) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            assertThat(relay.status().currentOutage())
                    .hasValueSatisfying(outage -> assertThat(outage.reason())
                            .startsWith("the shard key is event_id, and events were spread by event_context.user.id"));
        }

        assertThat(ids(clickHouse, "event_log").size()
                        + ids(second, "event_log").size())
                .isEqualTo(110);
    }

    @Test
    void relaysAreRefusedThatKnowNoKeyButTheId() {
        OutboxFixture.publishTogether(postgres, 10);
        deliverBy(USER, clickHouse);
        String alone = postgres.queryOne("SELECT needs FROM postrider.relay_lease");
        OutboxFixture.publishTogether(postgres, 10);
        deliverBy(USER, clickHouse, second);

        assertThat(Integer.parseInt(alone)).isLessThan(23);
        assertThat(postgres.queryOne("SELECT needs FROM postrider.relay_lease")).isEqualTo("24");
    }
}
