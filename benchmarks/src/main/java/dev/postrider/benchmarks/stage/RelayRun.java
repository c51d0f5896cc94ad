package dev.postrider.benchmarks.stage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.EventJson;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;

/**
 * A relay in this process with the real sink, until it has acknowledged a backlog.
 *
 * @param seconds from the relay's start to the last acknowledgement
 * @param planToLastSeconds from the first plan's writing to the last acknowledgement, by the ledger
 * @param cpu what each side used between start and last acknowledgement
 */
public record RelayRun(double seconds, double planToLastSeconds, CpuSeconds cpu) {
    private static final Duration WITHIN = Duration.ofMinutes(15);

    /** Delivers what waits, which must be that many events, to a sink that is closed then, and stops. */
    public static RelayRun deliver(Stage stage, PostgresDatabase outbox, Sink sink, RelaySettings settings, long events)
            throws InterruptedException {
        Arrivals arrivals = new Arrivals(events);
        Window window = new Window(stage);
        long began = System.nanoTime();
        CpuSeconds used;
        try (HikariDataSource pool = pool(outbox.jdbcUrl());
                Relay relay = new Relay(pool, sink, settings, arrivals)) {
            relay.start();
            arrivals.await(WITHIN);
            used = window.cpu();
        }
        return new RelayRun((arrivals.lastNanos() - began) / 1e9, planToLastSeconds(outbox), used);
    }

    /** The same into a table of its own in ClickHouse, in batches of so many, and compares every row. */
    public static RelayRun compared(
            Stage stage, PostgresDatabase outbox, EventJson way, int batchRows, RowCheck.Expected expected)
            throws InterruptedException {
        OutboxFill.forgetDelivery(outbox);
        try (ClickHouseDatabase eventLog = stage.newEventLog()) {
            Sink sink = ClickHouseSink.create(stage.target(eventLog).withEventJson(way));
            RelaySettings settings = RelaySettings.defaults().withBatchSize(batchRows);
            RelayRun run = deliver(stage, outbox, sink, settings, expected.events());
            expected.compare(eventLog, "event_log");
            return run;
        }
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
