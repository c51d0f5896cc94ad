package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.crashtests.Load.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL to relay, PostgreSQL and ClickHouse at random, alone and together, while events are published without end. */
class RandomKillsTest {
    private static final int BATCH_SIZE = 2_000;
    /** The more events are to come between two kills, the more a transaction has. */
    private static final Pace PACE = new Pace(3, Math.max(60, Endurance.EVENTS / Endurance.KILLS / 60), 5, true);

    private static final Duration DRAIN = Duration.ofMinutes(5);

    @Test
    void losesRepeatsAndAltersNothing(@TempDir Path folder) {
        long seed = Endurance.seed();
        tell("random kills, repeat with -Dtest.seed=%d -Dtest.hostile=%s", seed, Endurance.HOSTILE);
        try (Scene scene = new Scene(folder, 2, BATCH_SIZE, List.of(), Endurance.HOSTILE)) {
            Random random = new Random(seed);
            int kills = 0;
            try (Load load = Load.on(scene.postgres, PACE, seed)) {
                while (kills < Endurance.KILLS || load.confirmed() < Endurance.EVENTS) {
                    pause(random, 1_000);
                    kills += kill(scene, random);
                    tell("%d kills, %d events confirmed", kills, load.confirmed());
                }
            }
            scene.witness.assertDeliveredExactly(DRAIN);
            assertThat(kills).isGreaterThanOrEqualTo(Endurance.KILLS);
            tell("%d kills: %d events delivered once each", kills, scene.witness.committed());
        }
    }

    /** Gives how many processes were killed. */
    private static int kill(Scene scene, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> scene.killAndReplaceRelay(random.nextInt(scene.relays.size()));
            case 3, 4 -> {
                scene.killClickHouse();
                pause(random, 300);
                scene.restartClickHouse();
            }
            case 5, 6 -> {
                scene.killPostgres();
                pause(random, 300);
                scene.restartPostgres();
            }
            default -> {
                scene.killClickHouse();
                scene.killPostgres();
                for (int i = 0; i < scene.relays.size(); i++) {
                    scene.killAndReplaceRelay(i);
                }
                scene.restartPostgres();
                scene.restartClickHouse();
                return 2 + scene.relays.size();
            }
        }
        return 1;
    }

    private static void pause(Random random, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
