package dev.postrider.benchmarks.stage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.BatchReport;
import dev.postrider.relay.Relay;
import dev.postrider.relay.RelayListener;
import dev.postrider.relay.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.test.PostgresDatabase;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
        Count count = new Count(events);
        CpuSeconds before = stage.cpu().read();
        long began = System.nanoTime();
        CpuSeconds used;
        try (HikariDataSource pool = pool(outbox);
                Relay relay = new Relay(pool, sink, settings, count)) {
            relay.start();
            count.await(WITHIN);
            used = stage.cpu().read().since(before);
        }
        double planToLast = Double.parseDouble(outbox.queryOne(
                "SELECT extract(epoch FROM max(done_at) - min(planned_at)) FROM postrider.relay_batch"));
        return new RelayRun(
                events,
                (count.lastNanos.get() - began) / 1e9,
                (count.firstNanos.get() - began) / 1e9,
                planToLast,
                count.batches.get(),
                count.bytes.get() / (double) events,
                used);
    }

    /** A pool as the relay's own process has it. */
    public static HikariDataSource pool(PostgresDatabase outbox) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(outbox.jdbcUrl());
        config.setUsername(outbox.user());
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** Events a second. */
    public double rate() {
        return events / seconds;
    }

    private static final class Count implements RelayListener {
        private final long expected;
        private final AtomicLong rows = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong batches = new AtomicLong();
        private final AtomicLong firstNanos = new AtomicLong();
        private final AtomicLong lastNanos = new AtomicLong();
        private final CountDownLatch done = new CountDownLatch(1);

        Count(long expected) {
            this.expected = expected;
        }

        @Override
        public void batchDelivered(BatchReport report) {
            long now = System.nanoTime();
            firstNanos.compareAndSet(0, now);
            batches.incrementAndGet();
            bytes.addAndGet(report.bytes());
            if (rows.addAndGet(report.rows()) >= expected) {
                lastNanos.compareAndSet(0, now);
                done.countDown();
            }
        }

        void await(Duration within) throws InterruptedException {
            if (!done.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the relay has delivered " + rows.get() + " of " + expected
                        + " events within " + within.toMinutes() + " min");
            }
        }
    }
}
