package dev.postrider.relay;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a test of the tools begins with: an outbox, an empty ClickHouse, and a sink that can be asked. */
public abstract class ToolFixture {
    protected static final Duration SOON = Duration.ofSeconds(30);

    protected final PostgresDatabase postgres;
    protected final ClickHouseDatabase clickHouse;
    protected final HikariDataSource pool;
    protected final ClickHouseSink sink;

    protected ToolFixture(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
        this.sink = OutboxFixture.sink(clickHouse);
    }

    @BeforeEach
    protected void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    protected void close() {
        sink.close();
        pool.close();
    }

    /** A relay that runs until it is closed. */
    protected Relay start(RelaySettings settings) {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, RelayListener.none());
        relay.start();
        return relay;
    }

    /** Runs a relay until every event is delivered or set aside. */
    protected void deliverAll() {
        try (Relay relay = start(OutboxFixture.QUICK)) {
            Awaitility.await("delivery")
                    .atMost(SOON)
                    .until(
                            () -> postgres.queryOne(
                                    "SELECT count(*) FROM postrider.event_status WHERE status = 'pending'"),
                            "0"::equals);
        }
    }
}
