package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.Load.Pace;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.replay.Replay;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayListener;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.relay.tools.views.RollupRebuild;
import dev.postrider.relay.tools.views.Views;
import dev.postrider.relay.tools.views.ViewsOrder;
import dev.postrider.relay.tools.views.ViewsPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays and ClickHouse are killed at random, and what rollups count and typed views show is what was committed. */
class RollupKillsTest {
    private static final int BATCH_SIZE = 500;
    private static final Pace PACE = new Pace(2, 40, 5, true);
    private static final int KILLS = Endurance.KILLS / 2;
    private static final Duration DRAIN = Duration.ofMinutes(3);
    private static final List<Rollup> ROLLUPS = List.of(Rollup.values());

    @Test
    void rollupsCountEachEventOnceThroughKillsReplayAndRepair(@TempDir Path folder) throws Exception {
        long seed = Endurance.seed();
        tell("kills beside rollups, repeat with -Dtest.seed=%d", seed);
        try (Scene scene = new Scene(folder, 2, BATCH_SIZE);
                HikariDataSource pool = OutboxFixture.pool(scene.postgres);
                ClickHouseSink sink = OutboxFixture.sink(scene.clickHouse)) {
            publishFirst(scene);
            new RollupRebuild(pool, sink).run(ROLLUPS, false, false);
            killWhilePublishing(scene, new Random(seed), seed);
            scene.witness.assertDeliveredExactly(DRAIN);
            assertCounts(scene, scene.witness.committed());

            makeTypedViews(sink);
            assertThat(typed(scene)).isEqualTo(scene.witness.committed());

            repair(scene, pool, sink);
            assertCounts(scene, scene.witness.committed());
            assertThat(new Verification(pool, sink.eventLog())
                            .run(new VerifyScope.All(), VerifyListener.none())
                            .viewsAreClean())
                    .isTrue();
        }
    }

    private static void publishFirst(Scene scene) throws Exception {
        OutboxFixture.publishTogether(scene.postgres, 1_000);
        scene.witness.assertDeliveredExactly(DRAIN);
    }

    private static void killWhilePublishing(Scene scene, Random random, long seed) {
        try (Load load = Load.on(scene.postgres, PACE, seed)) {
            for (int kills = 0; kills < KILLS; kills++) {
                pause(random, 600);
                if (random.nextBoolean()) {
                    scene.killAndReplaceRelay(random.nextInt(scene.relays.size()));
                } else {
                    scene.killClickHouse();
                    pause(random, 200);
                    if (random.nextBoolean()) {
                        scene.killAndReplaceRelay(0);
                        scene.killAndReplaceRelay(1);
                    }
                    scene.restartClickHouse();
                }
            }
            tell("%d kills, %d events confirmed", KILLS, load.confirmed());
        }
    }

    private static void makeTypedViews(ClickHouseSink sink) throws Exception {
        Views views = new Views(sink.eventLog());
        ViewsOrder order = ViewsOrder.all();
        for (ViewsPlan.OfType typed : views.plan(order).typed()) {
            assertThat(views.make(typed, order)).isTrue();
        }
    }

    private static long typed(Scene scene) {
        return count(
                scene,
                "SELECT (SELECT count() FROM thing_happened) + (SELECT count() FROM user_created)"
                        + " + (SELECT count() FROM Order_Paid)");
    }

    /** What is missing in the event log comes back to it, and to the rollups, by a replay and by a repair. */
    private static void repair(Scene scene, HikariDataSource pool, ClickHouseSink sink) throws Exception {
        scene.clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id % 10 = 0 SETTINGS mutations_sync = 2");
        new RollupRebuild(pool, sink).run(ROLLUPS, false, true);
        assertThat(counted(scene, Rollup.MINUTE)).isLessThan(scene.witness.committed());
        new Replay(pool, sink).run(ReplayCriteria.ALL, 0, ReplayListener.none());
        new Repair(pool, sink).run(new VerifyScope.All(), false, VerifyListener.none());
    }

    private static void assertCounts(Scene scene, long events) {
        for (Rollup rollup : ROLLUPS) {
            assertThat(counted(scene, rollup)).as(rollup.bucket()).isEqualTo(events);
        }
    }

    private static long counted(Scene scene, Rollup rollup) {
        return count(scene, "SELECT sum(events) FROM event_log_by_" + rollup.bucket());
    }

    private static long count(Scene scene, String question) {
        return Long.parseLong(scene.clickHouse.queryOne(question));
    }

    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
