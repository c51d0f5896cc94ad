package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Objects;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** A batch of several partitions, of which a part was stored before everything stopped. */
@PostriderTest
class PartlyStoredTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void theRestIsStoredOnceAlthoughTheWholeComesLate(PostgresDatabase postgres, ClickHouseDatabase clickHouse)
            throws Exception {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test',"
                + " event_date_time => CASE WHEN i % 2 = 0 THEN '2026-09-01Z' ELSE '2026-10-01Z' END::timestamptz))"
                + " FROM generate_series(1, 200) i");
        try (HikariDataSource pool = OutboxFixture.pool(postgres);
                PausedSink paused = new PausedSink(OutboxFixture.sink(clickHouse))) {
            Relay sleeper = new Relay(pool, paused, OutboxFixture.QUICK, RelayListener.none());
            sleeper.start();
            await().atMost(SOON).until(() -> paused.paused.get() != null);
            String token = Objects.requireNonNull(paused.paused.get()).token();
            // An earlier send of the same batch stored one of its partitions.
            clickHouse.execute(
                    "INSERT INTO event_log (event_type, event_date_time, environment, event_context, metadata_version, event_id, outbox)"
                            + " SETTINGS insert_deduplication_token = '" + token + "', async_insert = 0"
                            + " SELECT 'thing_happened', toDateTime64('2026-09-01', 6, 'UTC'), 'Test',"
                            + " concat('{\"n\" : ', toString(2 * number + 2), '}'), 1, 2 * number + 2, '"
                            + postgres.name()
                            + "' FROM numbers(100)");
            postgres.execute("UPDATE postrider.relay_lease SET lease_until = '-infinity', owner = 'nobody'");

            try (Relay next =
                    new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
                next.start();
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                paused.goesOn.countDown();
                await().atMost(SOON).untilAtomic(paused.late, Matchers.instanceOf(SendOutcome.Stored.class));
                sleeper.close();
            }
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("200");
        }
    }
}
