package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.crashtests.CrashingRelay.Point;
import dev.postrider.crashtests.hostile.HostileDefaults;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the relay's process around writing down what became of its attempts to send, and compares both ends. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class AttemptCrashTest {
    private static final int KILLS = Integer.getInteger("postrider.test.kills", 5);
    private static final Duration PATIENCE = Duration.ofMinutes(1).plusSeconds(10L * KILLS);

    private static final String TABLE = """
            CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), environment String,
              event_context String, event_id UInt64, outbox String, metadata_version Int32 DEFAULT 1,
              CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%bad%'))
            ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 10000""";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    AttemptCrashTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @ParameterizedTest
    @EnumSource(
            value = Point.class,
            names = {"BEFORE_WRITING_ATTEMPTS", "AFTER_WRITING_ATTEMPTS"})
    void losesAndRepeatsNothingWhenKilledAroundTheWriting(Point point) {
        OutboxFixture.makeOutbox(postgres);
        clickHouse.execute(TABLE);
        Random random = new Random(point.name().hashCode());
        for (int kill = 0; kill < KILLS; kill++) {
            publish(kill);
            RelayCrashTest.runUntilItDies(point, 1 + random.nextInt(2), postgres, clickHouse);
        }
        publish(KILLS);

        deliverTheRest(postgres);
        assertBothEnds();
        assertThat(postgres.queryOne("SELECT count(*) > 0 FROM postrider.relay_attempt"))
                .isEqualTo("t");
    }

    @Test
    void deliversAndWritesInADatabaseWithHostileDefaults() {
        HostileDefaults.of(postgres);
        OutboxFixture.makeOutbox(postgres);
        PostgresDatabase relay = HostileDefaults.signedIn(postgres, postgres.name() + "_relay", "postrider_relay");
        HostileDefaults.spareWriters(postgres);
        clickHouse.execute(TABLE);
        publish(0);

        deliverTheRest(relay);
        assertBothEnds();
        assertThat(postgres.queryOne("SELECT bool_and(began_at > now() - interval '5 minutes' AND ended_at >= began_at)"
                        + " FROM postrider.relay_attempt"))
                .isEqualTo("t");
    }

    private void publish(int round) {
        postgres.execute("""
                SELECT count(postrider.publish('thing_happened', json_build_object(
                  CASE WHEN i IN (1, 17, 240) THEN 'bad' ELSE 'good' END, %d + i), 'Test'))
                FROM generate_series(1, 240) i""".formatted(round * 1_000));
    }

    private void deliverTheRest(PostgresDatabase as) {
        try (HikariDataSource pool = OutboxFixture.pool(as);
                Relay relay =
                        new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            await().atMost(PATIENCE)
                    .until(() -> postgres.queryOne(
                                    "SELECT (SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch)"
                                            + " + (SELECT count(*) FROM postrider.dead_letter)"
                                            + " >= (SELECT count(*) FROM postrider.event_outbox)")
                            .equals("t"));
            await().atMost(PATIENCE)
                    .until(() -> postgres.queryOne("SELECT count(*) > 0 FROM postrider.relay_attempt")
                            .equals("t"));
        }
    }

    private void assertBothEnds() {
        assertThat(clickHouse.query("SELECT event_context FROM event_log ORDER BY event_context"))
                .isEqualTo(postgres.query("SELECT event_context::text FROM postrider.event_outbox"
                        + " WHERE event_context::text NOT LIKE '%bad%' ORDER BY event_context::text COLLATE \"C\""));
        assertThat(postgres.query("SELECT event_id FROM postrider.dead_letter ORDER BY event_id"))
                .isEqualTo(postgres.query("SELECT id FROM postrider.event_outbox"
                        + " WHERE event_context::text LIKE '%bad%' ORDER BY id"));
    }
}
