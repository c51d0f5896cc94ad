package dev.postrider.relay.tools.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.views.RollupRebuild.Rebuilt;
import dev.postrider.relay.tools.views.ViewsPlan.OfRollup;
import dev.postrider.relay.tools.views.ViewsPlan.State;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class RollupRebuildTest extends ToolFixture {
    private static final List<Rollup> ALL = List.of(Rollup.values());

    RollupRebuildTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private List<Rebuilt> rebuild(List<Rollup> rollups) throws Exception {
        return new RollupRebuild(pool, sink).run(rollups, false, false);
    }

    private List<State> states() throws Exception {
        return new Views(sink.eventLog())
                .plan(ViewsOrder.all()).rollups().stream().map(OfRollup::state).toList();
    }

    private void publish(int count) {
        postgres.execute(
                "SELECT count(postrider.publish('type_' || i % 3, '{}', 'Test', now() - i * interval '7 hours'))"
                        + " FROM generate_series(1, " + count + ") i");
    }

    private String tables() {
        return clickHouse.query("SHOW TABLES").toString();
    }

    private void assertCountsAreEqual() {
        String events = clickHouse.queryOne("SELECT count() FROM event_log");
        for (Rollup rollup : ALL) {
            assertThat(clickHouse.queryOne("SELECT sum(events) FROM event_log_by_" + rollup.bucket()))
                    .as(rollup.bucket())
                    .isEqualTo(events);
        }
    }

    @Test
    void rollupsCountWhatWasThereAndWhatComes() throws Exception {
        publish(500);
        deliverAll();
        assertThat(states()).containsOnly(State.NEW);

        List<Rebuilt> made = rebuild(ALL);
        publish(300);
        postgres.execute(
                "SELECT postrider.publish('early', '{}', 'Test', '1912-06-23 13:07:59.999999Z')",
                "SELECT postrider.publish('late', '{}', 'Test', '2290-12-31 23:59:59.999999Z')");
        deliverAll();

        assertThat(made).extracting(Rebuilt::events).containsOnly(500L);
        assertThat(states()).containsOnly(State.THERE);
        assertCountsAreEqual();
        assertThat(odd("minute")).isEqualTo("[[1912-06-23 13:07:00, 1], [2290-12-31 23:59:00, 1]]");
        assertThat(odd("hour")).isEqualTo("[[1912-06-23 13:00:00, 1], [2290-12-31 23:00:00, 1]]");
        assertThat(odd("day")).isEqualTo("[[1912-06-23 00:00:00, 1], [2290-12-31 00:00:00, 1]]");
        assertThat(clickHouse.queryOne(
                        "SELECT count() FROM (SELECT toStartOfHour(event_date_time) AS h, event_type, count() AS n"
                                + " FROM event_log WHERE event_type LIKE 'type%' GROUP BY h, event_type) AS a JOIN (SELECT hour,"
                                + " event_type, sum(events) AS n FROM event_log_by_hour GROUP BY hour, event_type) AS b"
                                + " ON a.h = b.hour AND a.event_type = b.event_type WHERE a.n <> b.n"))
                .isEqualTo("0");
        assertThat(tables()).doesNotContain("rebuild", "before");
    }

    private String odd(String bucket) {
        return clickHouse
                .query("SELECT " + bucket + ", sum(events) FROM event_log_by_" + bucket
                        + " WHERE event_type IN ('early', 'late') GROUP BY " + bucket + " ORDER BY " + bucket)
                .toString();
    }

    @ParameterizedTest
    @EnumSource(Rollup.class)
    void aRollupThatIsWrongIsBuiltAnewAndTheOldOneIsKept(Rollup rollup) throws Exception {
        publish(100);
        deliverAll();
        rebuild(ALL);
        String table = "event_log_by_" + rollup.bucket();
        clickHouse.execute("INSERT INTO " + table + " SELECT * FROM " + table + " LIMIT 5");
        assertThat(clickHouse.queryOne("SELECT sum(events) FROM " + table)).isNotEqualTo("100");

        Rebuilt would =
                new RollupRebuild(pool, sink).dryRun(List.of(rollup), false).get(0);
        String before = tables();
        Rebuilt rebuilt = rebuild(List.of(rollup)).get(0);

        assertThat(before).doesNotContain("_before_");
        assertThat(would.events()).isEqualTo(100);
        assertThat(would.before()).isEqualTo(rebuilt.before()).isGreaterThan(100);
        assertCountsAreEqual();
        assertThat(clickHouse.queryOne("SELECT sum(events) FROM " + rebuilt.kept()))
                .isEqualTo(Long.toString(rebuilt.before()));
        publish(10);
        deliverAll();
        assertCountsAreEqual();
    }

    /** Batches without end are planned and sent while rollups are built anew again and again. */
    @Test
    void noEventIsLostOrCountedTwiceWhileDeliveryGoesOn() throws Exception {
        publish(1_000);
        deliverAll();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        AtomicBoolean stop = new AtomicBoolean();
        try (Relay relay = start(OutboxFixture.QUICK.withBatchSize(50))) {
            Future<?> writing = writer.submit(() -> {
                while (!stop.get()) {
                    publish(20);
                }
            });
            long last = 0;
            for (int i = 0; i < 3; i++) {
                long events = rebuild(ALL).get(0).events();
                assertThat(events).isGreaterThan(last);
                last = events;
            }
            stop.set(true);
            writing.get();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        } finally {
            stop.set(true);
            writer.shutdownNow();
        }
        assertCountsAreEqual();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.planning_pause WHERE paused_until > now()"))
                .isEqualTo("0");
    }

    @Test
    void whatOnlyTheOldOneKnowsIsNotLostUnasked() throws Exception {
        postgres.execute(
                "SELECT postrider.publish('old', '{}', 'Test', '2020-01-01 00:00:00Z')",
                "SELECT postrider.publish('new', '{}', 'Test', '2024-01-01 00:00:00Z')");
        deliverAll();
        rebuild(ALL);
        clickHouse.execute("ALTER TABLE event_log DROP PARTITION 202001");

        assertThatThrownBy(() -> rebuild(List.of(Rollup.DAY)))
                .isInstanceOf(ViewsRefusedException.class)
                .hasMessageContaining("has counted 1 events before the first")
                .hasMessageContaining("--without-older");
        Rebuilt without = new RollupRebuild(pool, sink)
                .run(List.of(Rollup.DAY), false, true)
                .get(0);

        assertThat(without.lost()).isOne();
        assertThat(clickHouse.queryOne("SELECT sum(events) FROM event_log_by_day"))
                .isEqualTo("1");
        assertThat(clickHouse.queryOne("SELECT sum(events) FROM " + without.kept()))
                .isEqualTo("2");
    }

    @Test
    void whatIsStillOnItsWayIsWaitedForAndNothingIsPlannedMeanwhile() throws Exception {
        publish(10);
        deliverAll();
        OutboxFixture.publishTogether(postgres, 5);
        try (StandStill stand = StandStill.begin(pool, sink.eventLog(), "anything");
                Relay relay = start(OutboxFixture.QUICK)) {
            Awaitility.await().atMost(SOON).until(() -> relay.status().fence() > 0);
            assertThatThrownBy(() -> StandStill.begin(pool, sink.eventLog(), "anything"))
                    .isInstanceOf(ViewsRefusedException.class)
                    .hasMessageContaining("another `postrider views`");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL"))
                    .isEqualTo("0");
            assertThat(stand.hold()).isTrue();
            assertThat(stand.end()).isTrue();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void aPauseThatHasEndedByItselfIsNoticed() throws Exception {
        try (StandStill stand = StandStill.begin(pool, sink.eventLog(), "anything")) {
            postgres.execute("UPDATE postrider.planning_pause SET paused_until = now()");
            assertThat(stand.hold()).isFalse();
            assertThat(stand.end()).isFalse();
        }
    }

    @Test
    void whatARebuildLeftThatWasBrokenOffIsClearedAndCountsAreKept() throws Exception {
        publish(10);
        deliverAll();
        rebuild(ALL);
        clickHouse.execute("CREATE TABLE event_log_by_day_rebuild AS event_log_by_day");
        clickHouse.execute("INSERT INTO event_log_by_day_rebuild SELECT * FROM event_log_by_day");
        clickHouse.execute("CREATE MATERIALIZED VIEW event_log_to_day_rebuild TO event_log_by_day_rebuild AS"
                + " SELECT toDate(event_date_time) AS day, 1 AS events FROM event_log");
        clickHouse.execute("CREATE TABLE event_log_rebuild_copy CLONE AS event_log");

        rebuild(List.of(Rollup.DAY));

        assertCountsAreEqual();
        assertThat(tables()).doesNotContain("rebuild").contains("event_log_by_day_left_", "event_log_by_day_before_");
    }

    @Test
    void aRollupsNameThatIsTakenIsLeftAlone() throws Exception {
        clickHouse.execute("CREATE TABLE event_log_by_hour (n UInt64) ENGINE = MergeTree ORDER BY n");
        publish(1);
        deliverAll();

        assertThat(states()).containsExactly(State.NEW, State.TAKEN, State.NEW);
        assertThatThrownBy(() -> rebuild(ALL))
                .isInstanceOf(ViewsRefusedException.class)
                .hasMessageContaining("event_log_by_hour or event_log_to_hour is there already");
        assertThat(tables()).doesNotContain("event_log_by_minute");
    }

    @Test
    void otherOutboxesOnTheSameLogHaveToStandStill() throws Exception {
        publish(1);
        deliverAll();
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, event_context, event_id, outbox)"
                + " VALUES ('x', now64(6), '{}', 1, 'elsewhere')");

        assertThatThrownBy(() -> rebuild(ALL))
                .isInstanceOf(ViewsRefusedException.class)
                .hasMessageContaining("other outboxes too: elsewhere")
                .hasMessageContaining("--others-stand-still");
        new RollupRebuild(pool, sink).run(ALL, true, false);
        assertCountsAreEqual();
    }
}
