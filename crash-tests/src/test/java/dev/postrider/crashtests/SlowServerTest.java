package dev.postrider.crashtests;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.crashtests.Load.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of everything while each insert takes seconds, at random, in a table that drops no repetition: what was sent by a relay
 * that is gone goes on in ClickHouse, and must be neither overtaken nor repeated.
 */
class SlowServerTest {
    private static final int BATCH_SIZE = 5_000;
    private static final Pace PACE = new Pace(2, 10, 40, true);
    private static final Duration DRAIN =
            Endurance.SLOWEST_INSERT.multipliedBy(30).plusMinutes(5);

    /** ClickHouse sleeps for three seconds at the most at a time: each column for as long or not at all, by chance. */
    private static List<String> slowEventLog() {
        int columns = (int) Math.max(1, Endurance.SLOWEST_INSERT.toSeconds() / 3);
        String slow = IntStream.range(0, columns)
                .mapToObj(i -> ", slow" + i + " UInt8 MATERIALIZED if(randConstant(" + i + ") % 3 = 0, sleep(3), 0)")
                .collect(Collectors.joining());
        return List.of("CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'),"
                + " environment String, event_context String, metadata_version UInt64, event_id UInt64, outbox String,"
                + " trace_parent String, least UInt8 MATERIALIZED sleep(2)" + slow
                + ") ENGINE = MergeTree PARTITION BY toYYYYMM(event_date_time) ORDER BY event_id");
    }

    @Test
    void losesRepeatsAndAltersNothingThoughWhatWasSentGoesOn(@TempDir Path folder) {
        long seed = Endurance.seed();
        tell("kills beside a slow server, repeat with -Dtest.seed=%d", seed);
        try (Scene scene = new Scene(folder, 2, BATCH_SIZE, slowEventLog(), Endurance.HOSTILE)) {
            Random random = new Random(seed);
            try (Load load = Load.on(scene.postgres, PACE, seed)) {
                for (int kills = 0; kills < Endurance.SLOW_KILLS; kills++) {
                    pause(random);
                    kill(scene, random);
                    tell("%d kills beside a slow server, %d events confirmed", kills + 1, load.confirmed());
                }
            }
            scene.witness.assertDeliveredExactly(DRAIN);
            assertThat(scene.witness.committed()).isPositive();
            tell(
                    "%d kills beside a slow server: %d events delivered once each",
                    Endurance.SLOW_KILLS, scene.witness.committed());
        }
    }

    /** Relays most of the time: what they sent goes on. */
    private static void kill(Scene scene, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> {
                scene.killClickHouse();
                scene.restartClickHouse();
            }
            case 1 -> {
                scene.killPostgres();
                scene.restartPostgres();
            }
            default -> scene.killAndReplaceRelay(random.nextInt(scene.relays.size()));
        }
    }

    /** Some kills come one after the other, and most in the middle of an insert. */
    private static void pause(Random random) {
        Duration pause = Duration.ofMillis(random.nextInt((int) Endurance.SLOWEST_INSERT.toMillis()));
        await().pollDelay(pause).atMost(pause.plusSeconds(10)).until(() -> true);
    }
}
