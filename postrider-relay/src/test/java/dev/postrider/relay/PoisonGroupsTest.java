package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.SettingAside;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many events that the real engine refuses, by what they share, and batches of which nothing is taken. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PoisonGroupsTest extends RefusalFixture {
    PoisonGroupsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    /** Publishes in one transaction; every second event is of the type bad. */
    private void publishEverySecondOfABadType(int count) {
        postgres.execute("""
                SELECT count(postrider.publish(CASE i %% 2 WHEN 0 THEN 'bad' ELSE 'good' END, '{}', 'Test'))
                FROM generate_series(1, %d) i""".formatted(count));
    }

    private static final String NO_BAD_TYPE = ", CONSTRAINT no_bad_type CHECK event_type != 'bad'";

    @Test
    void setsThirtyThousandEventsOfABadTypeAsideInAFewHundredInsertsAfterTheGoodOnes() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_TYPE));
        publishEverySecondOfABadType(60_000);

        try (Relay relay = start()) {
            assertDelivered(30_000, 30_000);
        }

        assertThat(heard.batches.stream().mapToInt(BatchReport::attempts).sum()).isLessThan(500);
        assertThat(Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.relay_division")))
                .isLessThan(200);
        assertThat(postgres.query(
                        "SELECT DISTINCT split_part(reason, ';', 1) LIKE 'refused as a group, not tried alone',"
                                + " event_type, reason LIKE '%no_bad_type%' FROM postrider.dead_letter ORDER BY 1"))
                .containsExactly(List.of("f", "bad", "t"), List.of("t", "bad", "t"));
    }

    @Test
    void saysThatEventsAreBeingSetAsideAndWhyWhileItGoesOn() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(160, "i % 2 = 0");

        try (Relay relay = start()) {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> relay.status().currentlySettingAside().isPresent());
            SettingAside now = relay.status().currentlySettingAside().orElseThrow();
            assertThat(now.batchNo()).isEqualTo(1);
            assertThat(now.events()).isPositive();
            assertThat(now.reason()).contains("no_bad_ones");
            assertDelivered(80, 80);
            assertThat(relay.status().currentlySettingAside()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void letsGoodEventsPastBatchesOfWhichEverythingIsRefused(int insertsInFlight) {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        RelaySettings settings = OutboxFixture.QUICK
                .withBatchSize(20)
                .withInsertsInFlight(insertsInFlight)
                .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(30));
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            publish(100, "true");
            await().atMost(SOON).until(() -> heard.failures.size() >= insertsInFlight);
            publish(3, "false");

            assertDelivered(3, 100);
        }
    }

    @Test
    void setsAsideWhatIsLeftOfABatchAfterARestartAlthoughNothingElseComes() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(100, "false");
        publish(100, "i % 10 <> 0");
        postgres.execute(
                "CREATE FUNCTION no_letters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the mailbox is full'; END $$",
                "CREATE TRIGGER no_letters BEFORE INSERT ON postrider.dead_letter FOR EACH ROW EXECUTE FUNCTION no_letters()");
        RelaySettings settings = OutboxFixture.QUICK.withBatchSize(100);
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("the mailbox is full"))
                            .isPresent());
        }
        postgres.execute("DROP TRIGGER no_letters ON postrider.dead_letter");

        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            assertDelivered(110, 90);
        }
    }

    @Test
    void tellsBatchesOfBadAndGoodEventsApartUnderLoad() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        String bad =
                IntStream.of(3, 30, 31, 32, 299).mapToObj(Integer::toString).collect(Collectors.joining(","));
        try (Relay relay = start()) {
            for (int i = 0; i < 10; i++) {
                publish(300, "i IN (" + bad + ")");
            }
            assertDelivered(2_950, 50);
        }
    }
}
