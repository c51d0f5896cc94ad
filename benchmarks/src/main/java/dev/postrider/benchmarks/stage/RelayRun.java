package dev.postrider.benchmarks.stage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;

/**
 * A relay in this process with the real sink, until it has acknowledged a backlog.
 *
 * @param events how many were acknowledged
 * @param seconds from the relay's start to the last acknowledgement
 * @param firstSeconds from the relay's start to the first acknowledgement
 * @param planToLastSeconds from the first plan's writing to the last acknowledgement, by the ledger
 * @param batches how many batches they went in
 * @param bytesPerEvent the size of an event as it is read from PostgreSQL, without its ids
 * @param cpu what each side used between start and last acknowledgement
 */
public record RelayRun(
        long events,
        double seconds,
        double firstSeconds,
        double planToLastSeconds,
        long batches,
        double bytesPerEvent,
        CpuSeconds cpu) {
    private static final Duration WITHIN = Duration.ofMinutes(15);

    /** Delivers what waits, which must be that many events, and stops. */
    public static RelayRun deliver(
            Stage stage, PostgresDatabase outbox, ClickHouseSettings target, RelaySettings settings, long events)
            throws InterruptedException {
        return deliver(stage, outbox, ClickHouseSink.create(target), settings, events);
    }

    /** The same with a sink of the caller's, which is closed. */
    public static RelayRun deliver(Stage stage, PostgresDatabase outbox, Sink sink, RelaySettings settings, long events)
            throws InterruptedException {
        Arrivals arrivals = new Arrivals(events);
        CpuSeconds before = stage.cpu().read();
        long began = System.nanoTime();
        CpuSeconds used;
        try (HikariDataSource pool = pool(outbox);
                Relay relay = new Relay(pool, sink, settings, arrivals)) {
            relay.start();
            arrivals.await(WITHIN);
            used = stage.cpu().read().since(before);
        }
        return new RelayRun(
                events,
                (arrivals.lastNanos() - began) / 1e9,
                (arrivals.firstNanos() - began) / 1e9,
                planToLastSeconds(outbox),
                arrivals.batches(),
                arrivals.bytes() / (double) events,
                used);
    }

    /** From the first plan's writing to the last acknowledgement, by the ledger's own clock. */
    public static double planToLastSeconds(PostgresDatabase outbox) {
        return Double.parseDouble(outbox.queryOne(
                "SELECT extract(epoch FROM max(done_at) - min(planned_at)) FROM postrider.relay_batch"));
    }

    /** A pool as the relay's own process has it. */
    public static HikariDataSource pool(PostgresDatabase outbox) {
        return pool(outbox.jdbcUrl());
    }

    static HikariDataSource pool(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** Events a second. */
    public double rate() {
        return events / seconds;
    }
}
