package dev.postrider.relay.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger tells of the last minutes, while a relay delivers and afterwards. */
@PostriderTest
class LedgerProgressTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    LedgerProgressTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
        OutboxFixture.publishTogether(postgres, 30);
    }

    private OutboxStatus status() throws SQLException {
        try (Connection connection = postgres.connect()) {
            return OutboxStatus.read(connection);
        }
    }

    private Instant time(String expression) {
        return Instant.parse(postgres.queryOne(
                "SELECT to_char((" + expression + ") AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
    }

    @Test
    void beforeAnyRelayEventsAreNotDeliveredSinceNobodyKnowsWhen() throws SQLException {
        assertThat(status().progress().lastSuccess()).isNull();
        assertThat(status().progress().recentEvents()).isZero();
        assertThat(status().state()).isEqualTo(new DeliveryState.NotDelivering("no relay is active", null));
    }

    @Test
    void tellsTheLastSuccessWhatIsRecentAndSinceWhenNoRelayIsActive() throws SQLException {
        try (Relay relay = new Relay(
                postgres.dataSource(),
                OutboxFixture.sink(clickHouse),
                OutboxFixture.QUICK.withBatchSize(20),
                RelayListener.none())) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            OutboxStatus status = status();
            assertThat(status.state()).isEqualTo(new DeliveryState.Flowing());
            assertThat(status.progress().recentBatches()).isEqualTo(2);
            assertThat(status.progress().recentEvents()).isEqualTo(30);
            assertThat(status.progress().eventsPerSecond()).isEqualTo(0.1);
            assertThat(requireNonNull(status.progress().lastSuccess()))
                    .isEqualTo(new LedgerProgress.Success(
                            2, time("SELECT done_at FROM postrider.relay_batch WHERE batch_no = 2"), 10));
            assertThat(status.progress().noRelaySince()).isNull();
            assertThat(status.progress().underWaySince()).isNull();
        }

        assertThat(status().state()).isEqualTo(new DeliveryState.NothingToDo(false));
        assertThat(status().progress().noRelaySince())
                .as("when the relay gave the lease up")
                .isEqualTo(time("SELECT released_at FROM postrider.relay_term"));
        postgres.execute(
                "UPDATE postrider.relay_batch SET done_at = done_at - interval '6 minutes' WHERE batch_no = 1",
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)"
                        + " SELECT 3, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit"
                        + " FROM postrider.relay_batch WHERE batch_no = 2");
        assertThat(status().progress().recentEvents())
                .as("older ones don't count")
                .isEqualTo(10);
        assertThat(status().progress().underWaySince())
                .isEqualTo(time("SELECT planned_at FROM postrider.relay_batch WHERE batch_no = 3"));
    }

    @Test
    void aRelayThatFellSilentIsMissedSinceItsLeaseEnded() throws SQLException {
        postgres.execute(
                "INSERT INTO postrider.relay_term (fence, owner) VALUES (1, 'gone')",
                "UPDATE postrider.relay_lease SET owner = 'gone', fence = 1, lease_until = '2026-01-31T12:00:00Z'");

        assertThat(status().state())
                .isEqualTo(
                        new DeliveryState.NotDelivering("no relay is active", Instant.parse("2026-01-31T12:00:00Z")));
    }
}
