package dev.postrider.relay.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody puts a table of his own in the place of a leaf, as tools for partitions do. */
@PostriderTest
class LeavesInPlaceTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private String leaf = "";

    LeavesInPlaceTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    /** In one transaction: other tests use up transaction ids of the same server, and the events are to go where the leaf was replaced. */
    private void publishIntoAnotherTableInTheLeafsPlace(int events) {
        postgres.execute("""
                DO $$ DECLARE leaf CONSTANT int := (pg_current_xact_id()::text::bigint >> 16) & 7; BEGIN
                  EXECUTE format('ALTER TABLE postrider.event_outbox DETACH PARTITION postrider.event_outbox_%%s', leaf);
                  CREATE TABLE public.mine (LIKE postrider.event_outbox INCLUDING ALL EXCLUDING IDENTITY);
                  EXECUTE format('ALTER TABLE postrider.event_outbox ATTACH PARTITION public.mine FOR VALUES IN (%%s)', leaf);
                  PERFORM postrider.publish('n', '{}', 'Test') FROM generate_series(1, %d);
                END $$""".formatted(events));
        leaf = postgres.queryOne("SELECT DISTINCT (txid::text::bigint >> 16) & 7 FROM public.mine");
    }

    @Test
    void nothingIsPassedOverThatAnotherTableHoldsAndAllIsDeliveredOnceItIsPutBack() throws IOException {
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);

            publishIntoAnotherTableInTheLeafsPlace(20);
            await().atMost(SOON).until(() -> relay.status().state() == RelayState.HALTED);
            assertThat(relay.status().currentOutage())
                    .hasValueSatisfying(outage -> assertThat(outage.reason())
                            .contains("is public.mine, and has to be postrider.event_outbox_" + leaf));

            postgres.execute(recipe());
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("30");
    }

    @Test
    void whatTheOtherTableHeldIsDeliveredAlsoIfOthersWereDeliveredInBetween() throws IOException {
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            publishIntoAnotherTableInTheLeafsPlace(20);
            String[] steps = recipe().split("INSERT INTO", 2);
            postgres.execute(steps[0] + "COMMIT");
            OutboxFixture.publishTogether(postgres, 10);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() ->
                            clickHouse.queryOne("SELECT count() FROM event_log").equals("10"));

            postgres.execute("BEGIN; INSERT INTO" + steps[1]);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("30");
    }

    /** As the page about retention has it. */
    private String recipe() throws IOException {
        String page = Files.readString(Path.of("../docs/retention.md"));
        String sql = page.substring(page.indexOf("BEGIN;\nALTER TABLE"));
        return sql.substring(0, sql.indexOf("```"))
                .replace("event_outbox_3", "event_outbox_" + leaf)
                .replace("IN (3)", "IN (" + leaf + ")");
    }
}
