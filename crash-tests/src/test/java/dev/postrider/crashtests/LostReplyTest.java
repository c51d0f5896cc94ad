package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reply to an insert is lost, and by the time the batch can be sent again ClickHouse has forgotten its token. */
@PostriderTest
class LostReplyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int EVENTS = 1_000;

    @Test
    void aBatchIsStoredOnceThoughTheServerRestartedAndTheWindowIsOverrun(
            PostgresDatabase postgres, @TempDir Path folder) {
        LocalClickHouse server = TestServers.newClickHouse(folder);
        ClickHouseDatabase clickHouse = ClickHouseDatabase.on(server);
        OutboxFixture.makeOutbox(postgres);
        Witness witness = Witness.of(postgres, clickHouse);
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                HikariDataSource pool = OutboxFixture.pool(postgres);
                Relay relay = start(pool, clickHouse.through(proxy))) {
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.ACTIVE);
            // A window of one: whatever else is inserted pushes the batch's token out.
            clickHouse.execute("ALTER TABLE event_log MODIFY SETTING non_replicated_deduplication_window = 1");

            proxy.cutResponses();
            OutboxFixture.publishTogether(postgres, EVENTS);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() ->
                            clickHouse.queryOne("SELECT count() FROM event_log").equals(Integer.toString(EVENTS)));
            proxy.refuse();
            insertAnother(clickHouse);
            server.kill();
            server = TestServers.restart(server);
            insertAnother(clickHouse);
            clickHouse.execute("ALTER TABLE event_log DELETE WHERE outbox = 'another' SETTINGS mutations_sync = 2");
            proxy.passThrough();

            witness.assertDeliveredExactly(SOON);
            OutboxFixture.publishTogether(postgres, EVENTS);
            witness.assertDeliveredExactly(SOON);
            assertThat(relay.status().currentOutage()).isEmpty();
        } finally {
            server.kill();
        }
    }

    private static Relay start(HikariDataSource pool, ClickHouseDatabase clickHouse) {
        Relay relay = new Relay(
                pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK.withBatchSize(EVENTS), new DeliveryLog());
        relay.start();
        return relay;
    }

    private static void insertAnother(ClickHouseDatabase clickHouse) {
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, outbox, event_id, event_context)"
                + " VALUES ('other', now64(6), 'another', " + System.nanoTime() % 1_000_000 + ", '{}')");
    }
}
