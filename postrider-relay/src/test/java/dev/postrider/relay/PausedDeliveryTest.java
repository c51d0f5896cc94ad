package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.pause.DeliveryPause;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person pauses delivery and resumes it: what is under way arrives, nothing else does meanwhile, and all of it once in the end. */
@PostriderTest
class PausedDeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Decision BY_ANN = new Decision("ann", "ClickHouse is upgraded");

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private final FaultProxy toClickHouse;
    private final DeliveryPause pause;

    PausedDeliveryTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.pause = new DeliveryPause(pool);
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

    private Relay start() {
        Relay relay = new Relay(
                pool,
                OutboxFixture.sink(clickHouse.through(toClickHouse)),
                OutboxFixture.QUICK,
                new RecordingListener());
        relay.start();
        return relay;
    }

    private String count(String of) {
        return postgres.queryOne("SELECT count(*) FROM postrider." + of);
    }

    private String state() throws SQLException {
        try (Connection connection = postgres.connect()) {
            OutboxStatus status = OutboxStatus.read(connection);
            return status.state().word() + ", " + status.state().because();
        }
    }

    @Test
    void whatIsUnderWayArrivesAndNothingElseIsPlannedUntilItIsResumed() throws SQLException {
        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            toClickHouse.blackhole();
            OutboxFixture.publishTogether(postgres, 100);
            await().atMost(SOON).until(() -> relay.status().inFlight() > 0);

            assertThat(pause.pause(BY_ANN)).isTrue();
            assertThat(state()).isEqualTo("paused, by ann: ClickHouse is upgraded");
            toClickHouse.passThrough();
            await().atMost(SOON)
                    .until(() -> count("relay_batch WHERE done_at IS NULL").equals("0"));
            String batches = count("relay_batch");
            OutboxFixture.publishTogether(postgres, 100);
            await().during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> count("relay_batch").equals(batches));
            assertThat(relay.status().currentOutage()).isEmpty();

            assertThat(pause.resume(new Decision("bob", "it is done"))).isTrue();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            assertThat(state()).startsWith("flowing");
        }
    }

    @Test
    void aRelayThatTakesOverFinishesWhatIsPlannedAndWaitsToo() {
        toClickHouse.blackhole();
        OutboxFixture.publishTogether(postgres, 100);
        try (Relay first = start()) {
            toClickHouse.passThrough();
            await().atMost(SOON).until(() -> first.status().state() == RelayState.ACTIVE);
            toClickHouse.blackhole();
            OutboxFixture.publishTogether(postgres, 100);
            await().atMost(SOON).until(() -> first.status().inFlight() > 0);
            first.close(Duration.ofMillis(100));
        }
        callPause();
        toClickHouse.passThrough();

        try (Relay next = start()) {
            await().atMost(SOON)
                    .until(() -> next.status().state() == RelayState.ACTIVE
                            && count("relay_batch WHERE done_at IS NULL").equals("0"));
            OutboxFixture.publishTogether(postgres, 100);
            String batches = count("relay_batch");
            await().during(Duration.ofSeconds(1))
                    .atMost(SOON)
                    .until(() -> count("relay_batch").equals(batches));
            postgres.execute("SELECT postrider.resume_delivery('bob', NULL)");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    private void callPause() {
        postgres.execute("SELECT postrider.pause_delivery('ann', 'maintenance')");
    }

    @Test
    void noCrashOfTheServerForgetsItWhateverIsItsDefault() throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL synchronous_commit = off");
            statement.execute("SELECT postrider.pause_delivery('ann', 'maintenance')");
            try (ResultSet row = statement.executeQuery("SHOW synchronous_commit")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("on");
            }
        }
    }

    @Test
    void itIsPausedOnceAndKeptInTheAuditTrail() throws SQLException {
        assertThat(pause.resume(BY_ANN)).isFalse();
        assertThat(pause.pause(BY_ANN)).isTrue();
        assertThat(pause.pause(new Decision("bob", "me too"))).isFalse();
        assertThat(pause.resume(new Decision("bob", null))).isTrue();
        assertThat(pause.pause(new Decision(null, "again"))).isTrue();

        assertThat(postgres.query("SELECT action, ordered_by, note, finished_at IS NULL FROM postrider.operator_action"
                        + " ORDER BY begun_at"))
                .containsExactly(
                        List.of("pause", "ann", "ClickHouse is upgraded", "f"),
                        java.util.Arrays.asList("resume", "bob", null, "f"),
                        java.util.Arrays.asList("pause", null, "again", "t"));
        assertThatThrownBy(() -> pause.pause(new Decision("ann", " "))).hasMessageContaining("a note that says why");
    }
}
