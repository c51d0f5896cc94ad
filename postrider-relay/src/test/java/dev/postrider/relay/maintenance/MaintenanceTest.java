package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OverLimit;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.settings.RelaySettings.Retention;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a relay does beside delivery, with both databases. */
@PostriderTest
class MaintenanceTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MIB = 1024 * 1024;

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toClickHouse;
    private final HikariDataSource pool;

    MaintenanceTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.pool = OutboxFixture.pool(postgres);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void close() {
        pool.close();
        toClickHouse.close();
    }

    private Relay start(RelaySettings settings) {
        Relay relay =
                new Relay(pool, OutboxFixture.sink(clickHouse.through(toClickHouse)), settings, RelayListener.none());
        relay.start();
        return relay;
    }

    @Test
    void emptiesTheLeafThatIsWrittenToInAPauseOfTheWritersAndLosesNothing() {
        Retention shortly = new Retention(Duration.ofMillis(100), Duration.ofMillis(300), DAY, DAY);
        int published = 0;
        boolean emptied = false;
        try (Relay relay = start(OutboxFixture.QUICK.withRetention(shortly))) {
            Instant end = Instant.now().plus(Duration.ofSeconds(15));
            while (Instant.now().isBefore(end) && !(emptied && published >= 200)) {
                postgres.execute("""
                        DO $$ BEGIN
                          FOR i IN 1 .. 20 LOOP
                            PERFORM postrider.publish('thing_happened', '{}', 'Test'); COMMIT; PERFORM pg_sleep(0.001);
                          END LOOP;
                        END $$""", "SELECT pg_sleep(0.2)");
                published += 20;
                emptied |= held() < published;
            }
            assertThat(emptied).as("emptied while writers wrote").isTrue();
            await().atMost(SOON).until(() -> held() == 0);
        }
        assertThat(clickHouse.queryOne("SELECT count() || ' ' || uniq(event_id) FROM event_log"))
                .isEqualTo(published + " " + published);
        assertThat(postgres.queryOne(
                        "SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relname LIKE 'event\\_outbox%'"))
                .isEqualTo("0");
    }

    @Test
    void destroysNothingWhileTheRelayIsHaltedBecauseTheLedgerDoesNotFit() {
        OutboxFixture.publishTogether(postgres, 1);
        OutboxFixture.noteDelivery(postgres, Instant.now().minus(Duration.ofDays(2)));
        // Transaction ids were set back: what is published now looks delivered.
        postgres.execute("UPDATE postrider.relay_batch SET snap_new = '9000000:9000000:'");
        OutboxFixture.publishTogether(postgres, 10);
        Retention shortly = new Retention(Duration.ofMillis(100), Duration.ofMillis(300), DAY, DAY);
        try (Relay relay = start(OutboxFixture.QUICK.withRetention(shortly))) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> held() == 11);
        }
    }

    @Test
    void refusesPublishingOverTheSizeAndOpensItWhenDeliveryHasMadeRoom() {
        OutboxFixture.publishTogether(postgres, 15_000);
        toClickHouse.refuse();
        Budgets budgets = Budgets.defaults().withSize(MIB / 2, MIB).withOverLimit(OverLimit.BLOCK);
        try (Relay relay = start(OutboxFixture.QUICK.withBudgets(budgets))) {
            await().atMost(SOON).until(this::isRefused);
            assertThat(postgres.queryOne("SELECT reason FROM postrider.publishing"))
                    .matches("the outbox takes [1-9]\\.[0-9] MB on disk, the limit is 1\\.0 MB \\(size-limit\\)");
            assertThat(held()).as("nothing undelivered is deleted").isEqualTo(15_000);

            toClickHouse.passThrough();
            await().atMost(SOON).until(() -> !isRefused());
            OutboxFixture.publishTogether(postgres, 1);
            await().atMost(SOON)
                    .until(() ->
                            clickHouse.queryOne("SELECT count() FROM event_log").equals("15001"));
        }
    }

    @Test
    void refusesPublishingOverTheAgeAndOpensItWhenTheOldestEventIsDelivered() {
        OutboxFixture.publishTogether(postgres, 1);
        toClickHouse.refuse();
        Budgets budgets = Budgets.defaults()
                .withAge(Duration.ofMillis(100), Duration.ofMillis(500))
                .withOverLimit(OverLimit.BLOCK);
        try (Relay relay = start(OutboxFixture.QUICK.withBudgets(budgets))) {
            await().atMost(SOON).until(this::isRefused);
            toClickHouse.passThrough();
            await().atMost(SOON).until(() -> !isRefused());
            await().atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT armed FROM postrider.publishing")
                            .equals("f"));
        }
    }

    @Test
    void aRelayThatStandsByMeasuresTheLagSeldomAndTheActiveOneOften() {
        try (Relay active = start(OutboxFixture.QUICK)) {
            await().atMost(SOON).until(() -> active.status().state() == RelayState.ACTIVE);
            toClickHouse.refuse();
            OutboxFixture.publishTogether(postgres, 1);
            await().atMost(SOON).until(() -> knowsOfALag(active));
            try (Relay standby =
                    new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
                standby.start();
                await().atMost(SOON).until(() -> knowsOfALag(standby));
                Set<Optional<Duration>> ofActive = new HashSet<>();
                Set<Optional<Duration>> ofStandby = new HashSet<>();
                await().atMost(SOON).until(() -> {
                    ofActive.add(active.status().lag());
                    ofStandby.add(standby.status().lag());
                    return ofActive.size() >= 5;
                });
                assertThat(ofStandby).hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    private static boolean knowsOfALag(Relay relay) {
        return relay.status().lag().filter(lag -> !lag.isZero()).isPresent();
    }

    @Test
    void whatTakesLongIsMeasuredLessOften() {
        assertThat(Maintenance.untilLagIsMeasured(Duration.ofMillis(2))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Maintenance.untilLagIsMeasured(Duration.ofMillis(30))).isEqualTo(Duration.ofSeconds(3));
        assertThat(Maintenance.untilLagIsMeasured(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(10));
    }

    private boolean isRefused() {
        return postgres.queryOne("SELECT refused FROM postrider.publishing").equals("t");
    }

    private int held() {
        return Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"));
    }
}
