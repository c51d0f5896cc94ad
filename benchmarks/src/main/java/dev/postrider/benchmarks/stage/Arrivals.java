package dev.postrider.benchmarks.stage;

import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.RelayListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a relay's ledger acknowledges. Thread-safe. */
final class Arrivals implements RelayListener {
    private final long expected;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong firstNanos = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);

    Arrivals(long expected) {
        this.expected = expected;
    }

    @Override
    public void batchDelivered(BatchReport report) {
        firstNanos.compareAndSet(0, System.nanoTime());
        if (rows.addAndGet(report.rows()) >= expected) {
            done.countDown();
        }
    }

    /** Waits until all events are acknowledged. */
    void await(Duration within) throws InterruptedException {
        if (!done.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("the relay has delivered " + rows.get() + " of " + expected
                    + " events within " + within.toMinutes() + " min");
        }
    }

    /** When the first batch was acknowledged, by {@link System#nanoTime}; 0 if none was. */
    long firstNanos() {
        return firstNanos.get();
    }
}
