package dev.postrider.crashtests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a relay can't see whole it neither delivers nor empties, and it says why. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class RowSecurityTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Delivered events may go at once. */
    private static final RelaySettings EMPTYING = OutboxFixture.QUICK.withRetention(
            new RelaySettings.Retention(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(1), Duration.ofDays(1)));

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final String user;

    RowSecurityTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.user = "relay_" + postgres.name();
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("CREATE USER " + user + " PASSWORD 'x'", "GRANT postrider_relay TO " + user);
    }

    @AfterEach
    void dropUser() {
        postgres.execute("DROP OWNED BY " + user, "DROP USER " + user);
    }

    @Test
    void aPolicyThatHidesEverythingStopsDeliveryWithTheReason() {
        OutboxFixture.publishTogether(postgres, 3);
        protect("event_outbox", "CREATE POLICY of_the_application ON postrider.%s USING (false)");
        stopsUntilMended(3, "ALTER ROLE " + user + " BYPASSRLS");
    }

    /** The first half of the events is visible, and its delivery made the other half look delivered. */
    @Test
    void aPolicyThatHidesSomeLetsNoLeafBeEmptied() {
        OutboxFixture.publishTogether(postgres, 20);
        protect("event_outbox", "CREATE POLICY half ON postrider.%s USING (id <= 10)");
        IntStream.range(0, 8)
                .forEach(
                        leaf -> protect("event_outbox_" + leaf, "CREATE POLICY half ON postrider.%s USING (id <= 10)"));
        stopsUntilMended(20, "ALTER ROLE " + user + " BYPASSRLS");
    }

    @Test
    void aPolicyOfALeafAloneStopsDeliveryToo() {
        OutboxFixture.publishTogether(postgres, 20);
        IntStream.range(0, 8)
                .forEach(
                        leaf -> protect("event_outbox_" + leaf, "CREATE POLICY half ON postrider.%s USING (id <= 10)"));
        stopsUntilMended(20, "ALTER ROLE " + user + " BYPASSRLS");
    }

    @Test
    void aPolicyOfTheLedgerStopsDelivery() {
        OutboxFixture.publishTogether(postgres, 20);
        protect("relay_batch", "CREATE POLICY none ON postrider.%s USING (false)");
        stopsUntilMended(20, "ALTER TABLE postrider.relay_batch DISABLE ROW LEVEL SECURITY");
    }

    @Test
    void anOwnerUponWhomPoliciesAreForcedIsStoppedToo() {
        OutboxFixture.publishTogether(postgres, 20);
        protect("event_outbox", "CREATE POLICY half ON postrider.%s USING (id <= 10)");
        postgres.execute("ALTER TABLE postrider.event_outbox FORCE ROW LEVEL SECURITY");
        for (var table : postgres.query(
                "SELECT relname FROM pg_class WHERE relnamespace = 'postrider'::regnamespace AND relkind IN ('r', 'p')")) {
            postgres.execute("ALTER TABLE postrider." + table.get(0) + " OWNER TO " + user);
        }
        stopsUntilMended(20, "ALTER ROLE " + user + " BYPASSRLS");
        postgres.execute("REASSIGN OWNED BY " + user + " TO CURRENT_USER");
    }

    private void protect(String table, String policy) {
        postgres.execute("ALTER TABLE postrider." + table + " ENABLE ROW LEVEL SECURITY", policy.formatted(table));
    }

    private static String reason(Relay relay) {
        return relay.status().currentOutage().map(Outage::reason).orElse("");
    }

    private void stopsUntilMended(int events, String mend) {
        try (HikariDataSource pool = OutboxFixture.pool(postgres.as(user, "x"));
                Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), EMPTYING, RelayListener.none())) {
            relay.start();
            await("it says why")
                    .atMost(SOON)
                    .until(() -> relay.status().state() == RelayState.WAITING
                            && reason(relay).contains("row-level security policy"));
            await().atMost(SOON).untilAsserted(() -> assertThat(reason(relay)).contains("postrider doctor"));
            await("long enough to empty something")
                    .during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")
                            .equals(Integer.toString(events)));
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");

            postgres.execute(mend);
            await("delivery of all")
                    .atMost(SOON)
                    .until(() ->
                            clickHouse.queryOne("SELECT count() FROM event_log").equals(Integer.toString(events)));
        }
    }
}
