package dev.postrider.relay.tools.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An event is in the event log, and is or is not in a view of it, when something ends: it comes to be in both, once. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ExactRollupTest extends ToolFixture {
    private static final String VIEW = "event_log_to_minute";

    private String mended = "";

    ExactRollupTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private void publish(int count) {
        postgres.execute(
                "SELECT count(postrider.publish('type_' || i % 3, '{}', 'Test', now() - i * interval '20 hours'))"
                        + " FROM generate_series(1, " + count + ") i");
    }

    private void makeRollups() throws Exception {
        publish(10);
        deliverAll();
        new RollupRebuild(pool, sink).run(List.of(Rollup.values()), false, false);
        mended = new Views(sink.eventLog())
                .plan(ViewsOrder.all().withRollups(Set.of(Rollup.MINUTE)))
                .rollups()
                .get(0)
                .statements()
                .get(1);
    }

    /** From now on the event log stores what it is given, and the view fails after that. */
    private void breakTheView() {
        clickHouse.execute("DROP VIEW " + VIEW);
        clickHouse.execute(
                "CREATE MATERIALIZED VIEW " + VIEW + " TO event_log_by_minute AS SELECT event_date_time AS minute,"
                        + " throwIf(1, 'a view that fails') AS events FROM event_log");
    }

    private void mendTheView() {
        clickHouse.execute("DROP VIEW " + VIEW);
        clickHouse.execute(mended);
    }

    private void assertCounts(long events) {
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo(Long.toString(events));
        for (Rollup rollup : Rollup.values()) {
            assertThat(clickHouse.queryOne("SELECT sum(events) FROM event_log_by_" + rollup.bucket()))
                    .as(rollup.bucket())
                    .isEqualTo(Long.toString(events));
        }
    }

    private void awaitStored(long events) {
        await().atMost(SOON)
                .until(() -> clickHouse.queryOne("SELECT count() FROM event_log"), Long.toString(events)::equals);
    }

    @Test
    void aViewThatFailedGetsItsRowsThoughAnotherRelayTakesTheBatchOver() throws Exception {
        makeRollups();
        breakTheView();
        publish(100);
        try (Relay first = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> first.status().currentOutage().isPresent());
            awaitStored(110);
        }
        mendTheView();

        deliverAll();

        assertCounts(110);
    }

    /** A batch of several months, of which one is stored under the batch's token and in no view. */
    @Test
    void aBatchThatIsStoredInPartReachesTheViewsWhole() throws Exception {
        makeRollups();
        breakTheView();
        publish(100);
        try (Relay first = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> first.status().currentOutage().isPresent());
            awaitStored(110);
        }
        clickHouse.execute("ALTER TABLE event_log DROP PARTITION "
                + clickHouse.queryOne("SELECT min(toYYYYMM(event_date_time)) FROM event_log"));
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isNotEqualTo("110");
        mendTheView();

        deliverAll();

        assertCounts(110);
    }

    @Test
    void aViewWhoseTableHasNoWindowGetsNothingTwiceFromATakeOver() throws Exception {
        makeRollups();
        clickHouse.execute("CREATE TABLE other (event_id UInt64) ENGINE = MergeTree ORDER BY event_id");
        clickHouse.execute("CREATE MATERIALIZED VIEW to_other TO other AS SELECT event_id FROM event_log");
        postgres.execute(
                "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
                "CREATE TRIGGER no_acknowledgement BEFORE UPDATE ON postrider.relay_batch FOR EACH ROW"
                        + " WHEN (NEW.done_at IS NOT NULL) EXECUTE FUNCTION public.refuse()");
        publish(50);
        try (Relay first = start(OutboxFixture.QUICK)) {
            awaitStored(60);
            await().atMost(SOON)
                    .until(() -> first.status()
                            .currentOutage()
                            .map(outage -> outage.attempts() > 3)
                            .orElse(false));
        }
        postgres.execute("DROP TRIGGER no_acknowledgement ON postrider.relay_batch");

        deliverAll();

        assertCounts(60);
        assertThat(clickHouse.queryOne("SELECT count() FROM other")).isEqualTo("50");
    }

    @Test
    void aRepairThatTheViewBrokeOffReachesTheView() throws Exception {
        makeRollups();
        publish(50);
        deliverAll();
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id > 40 SETTINGS mutations_sync = 2");
        new RollupRebuild(pool, sink).run(List.of(Rollup.values()), false, true);
        assertCounts(40);
        breakTheView();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> repair =
                    other.submit(() -> new Repair(pool, sink).run(new VerifyScope.All(), false, VerifyListener.none()));
            awaitStored(60);
            mendTheView();
            repair.get();
        } finally {
            other.shutdownNow();
        }

        assertCounts(60);
    }

    @Test
    void aReplayToTheSameTableAddsWhatIsMissingThereAndNothingElse() throws Exception {
        makeRollups();
        publish(50);
        deliverAll();
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id > 40 SETTINGS mutations_sync = 2");
        new RollupRebuild(pool, sink).run(List.of(Rollup.values()), false, true);

        for (int i = 0; i < 2; i++) {
            new Replay(pool, sink).run(ReplayCriteria.ALL, 0, ReplayListener.none());
            assertCounts(60);
        }
    }
}
