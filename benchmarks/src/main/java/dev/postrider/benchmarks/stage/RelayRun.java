package dev.postrider.benchmarks.stage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;

/** A relay in this process with the real sink, until it has acknowledged a backlog. */
public final class RelayRun {
    private static final Duration WITHIN = Duration.ofMinutes(15);

    private RelayRun() {}

    /**
     * Delivers what waits, which must be that many events, to a sink that is closed then, and stops.
     *
     * @return what was used from the relay's start to the last acknowledgement
     */
    public static Used deliver(Stage stage, PostgresDatabase outbox, Sink sink, RelaySettings settings, long events)
            throws InterruptedException {
        Arrivals arrivals = new Arrivals(events);
        Window window = new Window(stage);
        try (HikariDataSource pool = pool(outbox.jdbcUrl());
                Relay relay = new Relay(pool, sink, settings, arrivals)) {
            relay.start();
            arrivals.await(WITHIN);
            return window.used();
        }
    }

    /** The same into a table of its own in ClickHouse, in batches of so many, and compares every row. */
    public static Used compared(
            Stage stage, PostgresDatabase outbox, EventJson way, int batchRows, RowCheck.Expected expected)
            throws InterruptedException {
        OutboxFill.forgetDelivery(outbox);
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            Sink sink = ClickHouseSink.create(stage.target(eventLog).withEventJson(way));
            RelaySettings settings = RelaySettings.defaults().withBatchSize(batchRows);
            Used used = deliver(stage, outbox, sink, settings, expected.events());
            expected.compare(eventLog, "event_log");
            return used;
        }
    }

    /** How many events of an outbox the ledger has as delivered. */
    public static long acknowledged(PostgresDatabase outbox) {
        return Long.parseLong(outbox.queryOne("SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch"));
    }

    /** From the first plan's writing to the last acknowledgement, by the ledger's own clock. */
    public static double planToLastSeconds(PostgresDatabase outbox) {
        return Double.parseDouble(outbox.queryOne(
                "SELECT extract(epoch FROM max(done_at) - min(planned_at)) FROM postrider.relay_batch"));
    }

    /** A pool as the relay's own process has it. */
    static HikariDataSource pool(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
