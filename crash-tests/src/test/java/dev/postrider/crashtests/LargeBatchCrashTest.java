package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kills the relay's process while it sends a batch in parts, because the whole is too much for one insert. */
@PostriderTest
class LargeBatchCrashTest {
    private static final int KILLS = Math.max(2, Integer.getInteger("postrider.test.kills", 10) / 5);

    /** Each batch is sent whole, in halves and in quarters, with a pause after each that fails. */
    private static final Duration PATIENCE = Duration.ofMinutes(1).plusSeconds(20L * KILLS);

    @Test
    void aRelayThatIsKilledBetweenTwoPartsRepeatsNoneAndLosesNone(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        OutboxFixture.makeOutbox(postgres);
        // A function that throws stands for the server's memory: it fails for a block of many rows, and not for one of
        // few.
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                  event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String,
                  CONSTRAINT few CHECK throwIf(blockSize() > 30, 'too many rows for the memory') = 0)
                ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""");
        OutboxFixture.publishTogether(postgres, 100);
        // The whole twice, its half twice, and a quarter, which is stored.
        RelayCrashTest.runUntilItDies(CrashingRelay.Point.AFTER_INSERT, 5, postgres, clickHouse);
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("25");
        Random random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            OutboxFixture.publishTogether(postgres, 100);
            CrashingRelay.Point point =
                    random.nextBoolean() ? CrashingRelay.Point.AFTER_INSERT : CrashingRelay.Point.DURING_SEND;
            RelayCrashTest.runUntilItDies(point, 1 + random.nextInt(9), postgres, clickHouse);
        }

        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = new Relay(
                        pool,
                        ClickHouseSink.create(
                                OutboxFixture.settings(clickHouse).withOutcomes(CrashingRelay.TOO_MANY_ROWS)),
                        OutboxFixture.QUICK,
                        RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, PATIENCE);
        }
    }
}
