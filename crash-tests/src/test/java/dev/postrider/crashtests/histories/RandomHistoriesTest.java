package dev.postrider.crashtests.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a database: publish, deliver wholly or in part, refuse and requeue, copy, and go on from a copy as an
 * older backup, a promoted replica, a dump in another cluster, a logical replica or a copy within the cluster; whatever a
 * person is asked for is done. At the end each event that the database has is in the event log once, and none is there twice.
 *
 * <p>A failure tells the seed and the whole history; {@code -Dtest.seed=…} runs that one again.
 */
@PostriderTest
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("postrider.test.histories", 3);
    private static final long SEED = Long.getLong("postrider.test.seed", 0);
    private static final int STEPS = 25;

    @Test
    void everyEventOfTheDatabaseIsDeliveredOnceWhateverItsHistory() throws Exception {
        long first = SEED == 0 ? System.currentTimeMillis() : SEED;
        for (long seed = first; seed < first + (SEED == 0 ? HISTORIES : 1); seed++) {
            System.out.println("history " + seed);
            lead(seed);
        }
    }

    private static void lead(long seed) throws Exception {
        try (PostgresDatabase postgres = TestServers.newPostgresDatabase();
                ClickHouseDatabase clickHouse = TestServers.newClickHouseDatabase();
                History history = new History(postgres, clickHouse, seed)) {
            OutboxFixture.makeOutbox(postgres);
            try {
                for (int step = 0; step < STEPS; step++) {
                    history.step();
                }
                history.end();
            } catch (Exception | Error e) {
                throw new AssertionError("seed " + seed + " broke off after\n" + String.join("\n", history.told()), e);
            }
            assertThat(history.wrong())
                    .as("seed %d, events not there or more than once:%n%s", seed, String.join("\n", history.told()))
                    .isEmpty();
        }
    }
}
