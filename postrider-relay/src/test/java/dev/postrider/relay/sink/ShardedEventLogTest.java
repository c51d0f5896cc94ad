package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known of events that are on one of two shards, or on both. */
@PostriderTest
class ShardedEventLogTest {
    private static final long AT = Instant.parse("2026-11-01T12:00:00Z").getEpochSecond() * 1_000_000;

    private final ClickHouseDatabase first;
    private final ClickHouseDatabase second = TestServers.newClickHouseDatabase();
    private final QueryableSink sink;
    private final EventLog log;

    ShardedEventLogTest(ClickHouseDatabase first) {
        this.first = first;
        this.sink = TestShards.of(first, second);
        this.log = sink.eventLog();
    }

    @BeforeEach
    void makeTables() {
        make(first);
        make(second);
    }

    private static void make(ClickHouseDatabase shard) {
        try (ClickHouseSink one = OutboxFixture.sink(shard)) {
            shard.execute(one.eventLog().facts().create());
        }
    }

    @AfterEach
    void close() {
        sink.close();
        second.close();
    }

    private static void store(ClickHouseDatabase shard, long... ids) {
        for (long id : ids) {
            shard.execute(
                    "INSERT INTO event_log (outbox, event_id, event_type, event_date_time, environment) SELECT 'main', "
                            + id + ", 'thing_happened', fromUnixTimestamp64Micro(" + (AT + id) + "), 'Test'");
        }
    }

    private static StoredEvent event(long id) {
        return new StoredEvent(id, AT + id);
    }

    private static IdRange ids(long from, long to) {
        return new IdRange("main", from, to, null);
    }

    private String where(ClickHouseDatabase shard) {
        return shard.url() + "/" + shard.name() + ".event_log";
    }

    @Test
    void theHighestIdIsThatOfAnyShard() throws SinkException {
        store(first, 3);
        store(second, 8);

        assertThat(log.highestId("main", 0)).isEqualTo(8);
        assertThat(log.highestId("main", 8)).isZero();
    }

    @Test
    void eventsOfAllShardsComeInOrderAndEachOnce() throws SinkException {
        store(first, 1, 4, 5);
        store(second, 2, 4, 9);

        assertThat(log.storedAfter("main", event(1), 3)).containsExactly(event(2), event(4), event(5));
        assertThat(log.storedAfter("main", event(5), 3)).containsExactly(event(9));
    }

    @Test
    void anEventIsThereIfItIsOnAnyShard() throws SinkException {
        store(first, 1);
        store(second, 2);

        assertThat(log.identities(ids(1, 3), List.of(1L, 2L, 3L))).isEqualTo(Set.of(event(1), event(2)));
    }

    @Test
    void sumsOfAllShardsAreThoseOfOneThatHoldsEverything() throws SinkException {
        store(first, 1, 4);
        store(second, 2, 4, 70_000);
        try (ClickHouseDatabase all = TestServers.newClickHouseDatabase();
                ClickHouseSink one = OutboxFixture.sink(all)) {
            make(all);
            store(all, 1, 2, 4, 4, 70_000);

            assertThat(log.ids(ids(1, 70_000))).isEqualTo(one.eventLog().ids(ids(1, 70_000)));
            assertThat(log.idWindows(ids(1, 70_000))).isEqualTo(one.eventLog().idWindows(ids(1, 70_000)));
        }
        assertThat(log.ids(ids(4, 4))).extracting(LogSums::rows).containsExactly(2L);
    }

    @Test
    void placesNameTheirShard() throws SinkException {
        store(first, 4);
        store(second, 4);

        assertThat(log.places("main", 4)).extracting(LogPlace::shard).containsExactly(where(first), where(second));
        assertThat(sink.each().get(0).eventLog().places("main", 4))
                .extracting(LogPlace::shard)
                .containsOnlyNulls();
    }

    @Test
    void onlyWhatAllShardsHaveIsCompared() throws SinkException {
        second.execute("ALTER TABLE event_log DROP COLUMN trace_parent");

        Comparison comparison = log.comparison();

        assertThat(comparison.hasIds()).isTrue();
        assertThat(comparison.compared()).contains(EventField.EVENT_CONTEXT).doesNotContain(EventField.TRACE_PARENT);
        assertThat(comparison.notCompared())
                .containsOnlyKeys("trace_parent")
                .containsValue("on " + where(second) + " the table has no such column");
    }

    @Test
    void eventsCanBeToldApartOnlyIfTheyCanBeOnAllShards() throws SinkException {
        assertThat(log.knowsIdentity()).isTrue();
        second.execute("ALTER TABLE event_log DROP COLUMN outbox");

        assertThat(log.knowsIdentity()).isFalse();
    }

    @Test
    void anEventMayBeGoneIfAShardDropsEventsOfItsTime() throws SinkException {
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        assertThat(log.selfDrops().any()).isFalse();
        second.execute("ALTER TABLE event_log MODIFY TTL toDateTime(event_date_time) + INTERVAL 100 DAY");

        assertThat(log.selfDrops().mayBeGone(List.of(old, Instant.now()))).containsExactly(true, false);
    }

    @Test
    void whatHidesRowsIsToldWithItsShard() throws SinkException {
        second.execute("RENAME TABLE event_log TO plain");
        second.execute("CREATE TABLE event_log AS plain ENGINE = ReplacingMergeTree ORDER BY event_id");

        assertThat(log.hiding()).singleElement().asString().startsWith("on " + where(second) + " ");
    }

    @Test
    void aTableThatOnlySomeShardsHaveIsNoAnswer() throws SinkException {
        assertThat(log.exists()).isTrue();
        second.execute("DROP TABLE event_log SYNC");

        assertThatThrownBy(log::exists)
                .isInstanceOf(SinkException.class)
                .hasMessageContainingAll("there is no table", where(second), where(first));
    }

    @Test
    void aShardThatCannotBeAskedMakesEveryAnswerUnknown() {
        store(first, 1);
        store(second, 2);
        try (FaultProxy proxy = FaultProxy.to(second.host(), second.port());
                QueryableSink half = TestShards.of(first, second.through(proxy))) {
            proxy.refuse();
            EventLog unknown = half.eventLog();
            List<ThrowingCallable> questions = List.of(
                    () -> unknown.highestId("main", 0),
                    () -> unknown.storedAfter("main", event(0), 10),
                    () -> unknown.identities(ids(1, 2), List.of(1L)),
                    () -> unknown.ids(ids(1, 2)),
                    () -> unknown.idWindows(ids(1, 2)),
                    () -> unknown.places("main", 1),
                    () -> unknown.comparison(),
                    () -> unknown.atWork(QueryIds.ofOutbox("main")));

            assertThat(questions)
                    .allSatisfy(question -> assertThatThrownBy(question)
                            .isInstanceOf(SinkException.class)
                            .hasMessageContaining(":" + proxy.port() + "/" + second.name()));
        }
    }

    @Test
    void whatOneShardIsLikeIsAskedOfEach() {
        assertThat(log.shards())
                .extracting(shard -> shard.facts().description())
                .containsExactly(where(first), where(second));
        assertThatThrownBy(log::facts).hasMessageContaining("2 shards");
        assertThatThrownBy(log::views).hasMessageContaining("2 shards");
    }
}
