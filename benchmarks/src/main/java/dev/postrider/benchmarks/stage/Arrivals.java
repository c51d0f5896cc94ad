package dev.postrider.benchmarks.stage;

import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.RelayListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a relay's ledger acknowledges, and when. Thread-safe. */
public final class Arrivals implements RelayListener {
    private final long expected;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong firstNanos = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);

    /** Waits for so many events. */
    public Arrivals(long expected) {
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

    /** Waits until all events are acknowledged. */
    public void await(Duration within) throws InterruptedException {
        if (!done.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the relay has delivered " + rows.get() + " of " + expected
                    + " events within " + within.toMinutes() + " min");
        }
    }

    /** How many events were acknowledged so far. */
    public long rows() {
        return rows.get();
    }

    /** Their size as read from PostgreSQL. */
    public long bytes() {
        return bytes.get();
    }

    /** In how many batches. */
    public long batches() {
        return batches.get();
    }

    /** When the first batch was acknowledged, by {@link System#nanoTime}; 0 if none was. */
    public long firstNanos() {
        return firstNanos.get();
    }

    /** When the last of the expected events was, by {@link System#nanoTime}; 0 if it was not. */
    public long lastNanos() {
        return lastNanos.get();
    }
}
