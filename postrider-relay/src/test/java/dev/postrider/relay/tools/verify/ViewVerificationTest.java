package dev.postrider.relay.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.sink.view.LogViews.Difference;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.views.RollupRebuild;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ViewVerificationTest extends ToolFixture {
    ViewVerificationTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private VerifyReport verify() throws Exception {
        return new Verification(pool, sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
    }

    private void deliverWithRollups() throws Exception {
        postgres.execute("SELECT count(postrider.publish('type_' || i % 2, '{}', 'Test',"
                + " '2026-05-01 12:00Z'::timestamptz + i * interval '1 day')) FROM generate_series(1, 10) i");
        deliverAll();
        new RollupRebuild(pool, sink).run(List.of(Rollup.values()), false, false);
    }

    private ViewReport rollup(VerifyReport report, String table) {
        return report.views().stream()
                .filter(view -> table.equals(view.rollup()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rollupsThatCountEachEventOnceAreClean() throws Exception {
        deliverWithRollups();

        VerifyReport report = verify();

        assertThat(report.viewsAreClean()).isTrue();
        assertThat(report.views()).hasSize(3).allMatch(view -> view.flaw() == null && view.gone() == 0);
    }

    @Test
    void aRollupThatCountsTooManyOrTooFewIsNamedByDayAndType() throws Exception {
        deliverWithRollups();
        clickHouse.execute(
                "INSERT INTO event_log_by_hour (hour, event_type, events) VALUES ('2026-05-03 12:00:00', 'type_0', 4),"
                        + " ('2026-05-05 12:00:00', 'type_0', -1)");

        VerifyReport report = verify();

        assertThat(report.isClean()).isTrue();
        assertThat(report.viewsAreClean()).isFalse();
        assertThat(rollup(report, "event_log_by_hour").differences())
                .containsExactly(
                        new Difference("2026-05-05", "type_0", 1, 0), new Difference("2026-05-03", "type_0", 1, 5));
        assertThat(rollup(report, "event_log_by_day").differences()).isEmpty();
    }

    @Test
    void whatTheEventLogHasDroppedIsNoDifference() throws Exception {
        deliverWithRollups();
        postgres.execute("SELECT postrider.publish('old', '{}', 'Test', '2020-05-01 12:00Z'::timestamptz)");
        deliverAll();
        clickHouse.execute("ALTER TABLE event_log DROP PARTITION 202005");

        ViewReport day = rollup(verify(), "event_log_by_day");

        assertThat(day.differences()).isEmpty();
        assertThat(day.gone()).isOne();
    }

    @Test
    void aViewThatCannotBeExactIsNamedWithWhatMendsIt() throws Exception {
        deliverWithRollups();
        clickHouse.execute("ALTER TABLE event_log_by_day MODIFY SETTING non_replicated_deduplication_window = 0");
        clickHouse.execute("ALTER TABLE event_log_by_hour MODIFY SETTING non_replicated_deduplication_window = 5");
        clickHouse.execute("CREATE TABLE lines (n UInt64) ENGINE = Log");
        clickHouse.execute("CREATE MATERIALIZED VIEW to_lines TO lines AS SELECT event_id AS n FROM event_log");
        clickHouse.execute("DROP VIEW event_log_to_minute");

        VerifyReport report = verify();

        assertThat(report.views()).filteredOn(view -> view.flaw() != null).hasSize(4);
        assertThat(rollup(report, "event_log_by_day").flaw()).endsWith("which has no deduplication window of its own");
        assertThat(rollup(report, "event_log_by_hour").flaw())
                .endsWith("whose deduplication window has 5 inserts, the event log's 10000");
        assertThat(rollup(report, "event_log_by_minute").remedy())
                .isEqualTo("postrider views --rebuild event_log_by_minute");
        assertThat(report.views()).anyMatch(view -> String.valueOf(view.flaw()).endsWith("lines, a Log"));
        for (String table : List.of("event_log_by_day", "event_log_by_hour")) {
            clickHouse.execute(String.valueOf(rollup(report, table).remedy()));
        }
        assertThat(rollup(verify(), "event_log_by_day").flaw()).isNull();
        assertThat(rollup(verify(), "event_log_by_hour").flaw()).isNull();
    }

    /** The event log has what it is given before its views have: a view in between takes its time. */
    @Test
    void anInsertIsAwaitedThatTheRollupsHaveNotCountedYet() throws Exception {
        deliverWithRollups();
        clickHouse.execute("CREATE TABLE taking_time (n UInt8) ENGINE = Null");
        clickHouse.execute("CREATE MATERIALIZED VIEW a_view_that_takes_time TO taking_time AS"
                + " SELECT sleepEachRow(2.5) AS n FROM event_log LIMIT 1");
        OutboxFixture.publishTogether(postgres, 5);
        try (Relay relay = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> clickHouse.queryOne("SELECT count() FROM event_log"), "15"::equals);
            assertThat(clickHouse.queryOne("SELECT sum(events) FROM event_log_by_day"))
                    .as("what this is about")
                    .isEqualTo("10");

            VerifyReport report = verify();

            assertThat(report.viewsAreClean()).isTrue();
            assertThat(report.views())
                    .filteredOn(view -> view.rollup() != null)
                    .allMatch(view -> view.unsettled() == 0);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void deliveryThatGoesOnIsNoDifference() throws Exception {
        deliverWithRollups();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        AtomicBoolean stop = new AtomicBoolean();
        try (Relay relay = start(OutboxFixture.QUICK.withBatchSize(20))) {
            Future<?> writing = writer.submit(() -> {
                while (!stop.get()) {
                    OutboxFixture.publishTogether(postgres, 15);
                }
            });
            for (int i = 0; i < 5; i++) {
                assertThat(verify().viewsAreClean()).isTrue();
            }
            stop.set(true);
            writing.get();
            assertThat(relay.status().currentOutage()).isEmpty();
        } finally {
            stop.set(true);
            writer.shutdownNow();
        }
    }
}
