package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.CrashingRelay.Point;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the relay's process while it halves batches with bad events, and compares both ends. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PoisonCrashTest {
    private static final int KILLS = Math.max(4, Integer.getInteger("postrider.test.kills", 20) / 4);
    /** A thousand events for each kill, of types that are judged one by one. */
    private static final Duration PATIENCE = Duration.ofMinutes(1).plusSeconds(20L * KILLS);

    private static final String TABLE = """
            CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
              event_context String, %s metadata_version Int32 DEFAULT 1,
              CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%%bad%%'))
            ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 10000""";

    private static final String WITH_IDENTITY = "event_id UInt64, outbox String,";
    /** As the seed documents' table, which can't be asked which events it holds. */
    private static final String WITHOUT_IDENTITY = "";

    @ParameterizedTest
    @ValueSource(strings = {WITH_IDENTITY, WITHOUT_IDENTITY})
    void losesRepeatsAndSetsAsideNothingWrongWhenKilledWhileItHalves(
            String identity, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute(TABLE.formatted(identity));
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            postgres.execute("""
                    SELECT count(postrider.publish('thing_happened', json_build_object(
                      CASE WHEN i IN (1, 17, 18, 40, 240) THEN 'bad' ELSE 'good' END, %d + i), 'Test'))
                    FROM generate_series(1, 240) i""".formatted(kill * 1_000));
            Point point = random.nextBoolean() ? Point.AFTER_INSERT : Point.DURING_SEND;
            RelayCrashTest.runUntilItDies(point, 1 + random.nextInt(20), postgres, clickHouse);
        }

        deliverTheRest(postgres, clickHouse);
        assertBothEnds(postgres, clickHouse, seed);
    }

    @ParameterizedTest
    @ValueSource(strings = {WITH_IDENTITY, WITHOUT_IDENTITY})
    void losesRepeatsAndSetsAsideNothingWrongWhenKilledWhileItJudgesAGroup(
            String identity, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute(TABLE.formatted(identity));
        // A table without identities is known to take events once it took some.
        postgres.execute("SELECT postrider.publish('first', '{\"good\" : 0}', 'Test')");
        deliverTheRest(postgres, clickHouse);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            // Batches of a hundred: enough of a type to be tried as a group, and of one that is mostly bad and is none.
            publishTypes(postgres, kill * 1_000, 200);
            Point point = random.nextBoolean() ? Point.AFTER_INSERT : Point.DURING_SEND;
            RelayCrashTest.runUntilItDies(point, 1 + random.nextInt(60), postgres, clickHouse);
        }
        // However far the relays came that died: so many that not each is tried alone.
        publishTypes(postgres, KILLS * 1_000, 400);

        deliverTheRest(postgres, clickHouse);
        assertBothEnds(postgres, clickHouse, seed);
        assertThat(postgres.queryOne("SELECT count(*) > 0 FROM postrider.dead_letter WHERE reason LIKE '%as a group%'"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {WITH_IDENTITY, WITHOUT_IDENTITY})
    void repeatsNoPartIfTheTableIsMendedAfterADeathInTheMiddle(
            String identity, PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute(TABLE.formatted(identity));
        postgres.execute("""
                SELECT count(postrider.publish('thing_happened', json_build_object(
                  CASE WHEN i = 60 THEN 'bad' ELSE 'good' END, i), 'Test')) FROM generate_series(1, 100) i""");
        // The whole is refused, the first half is stored.
        RelayCrashTest.runUntilItDies(Point.AFTER_INSERT, 2, postgres, clickHouse);
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("50");
        clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT no_bad_ones");

        deliverTheRest(postgres, clickHouse);

        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("100");
        assertThat(clickHouse.queryOne("SELECT uniqExact(event_context) FROM event_log"))
                .isEqualTo("100");
    }

    /** Of one type of which all are bad that many, and a hundred of a mixed one; every tenth is of a good type instead. */
    private static void publishTypes(PostgresDatabase postgres, int first, int bad) {
        postgres.execute("""
                SELECT count(postrider.publish(CASE WHEN i %% 10 = 0 THEN 'good' WHEN i <= %2$d THEN 'bad' ELSE 'mixed' END,
                  json_build_object(CASE WHEN i %% 10 = 0 OR i > %2$d AND i %% 3 = 0 THEN 'good' ELSE 'bad' END, %1$d + i), 'Test'))
                FROM generate_series(1, %2$d + 100) i""".formatted(first, bad));
    }

    private static void assertBothEnds(PostgresDatabase postgres, ClickHouseDatabase clickHouse, long seed) {
        assertThat(clickHouse.query("SELECT event_context FROM event_log ORDER BY event_context"))
                .as("seed " + seed)
                .isEqualTo(postgres.query("SELECT event_context::text FROM postrider.event_outbox"
                        + " WHERE event_context::text NOT LIKE '%bad%' ORDER BY event_context::text COLLATE \"C\""));
        assertThat(postgres.query("SELECT event_id FROM postrider.dead_letter ORDER BY event_id"))
                .as("seed " + seed)
                .isEqualTo(postgres.query("SELECT id FROM postrider.event_outbox"
                        + " WHERE event_context::text LIKE '%bad%' ORDER BY id"));
    }

    private static void deliverTheRest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            await().atMost(PATIENCE)
                    .until(() -> postgres.queryOne(
                                    "SELECT count(*) = 0 FROM postrider.event_status WHERE status = 'pending'")
                            .equals("t"));
        }
    }
}
