package dev.postrider.crashtests;

import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.Outage;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.SendFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Hears when a relay delivers and what keeps it from it. */
final class DeliveryLog implements RelayListener {
    final List<SendFailure> failures = new CopyOnWriteArrayList<>();
    final List<Outage> outages = new CopyOnWriteArrayList<>();
    private final AtomicLong batches = new AtomicLong();
    private volatile long lastNanos = System.nanoTime();

    @Override
    public void batchDelivered(BatchReport report) {
        if (report.rows() > 0) {
            lastNanos = System.nanoTime();
            batches.incrementAndGet();
        }
    }

    @Override
    public void sendFailed(SendFailure failure) {
        failures.add(failure);
    }

    @Override
    public void outageBegan(Outage outage) {
        outages.add(outage);
    }

    /** Waits until so many more batches have been acknowledged. */
    void awaitBatches(int more, Duration within) {
        long wanted = batches.get() + more;
        Awaitility.await(more + " more batches")
                .atMost(within)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> batches.get() >= wanted);
    }

    /** Waits for the next acknowledged batch, and gives how long it took from now. */
    Duration untilNextBatch(Duration within) {
        long began = System.nanoTime();
        Awaitility.await("the next batch")
                .atMost(within)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> lastNanos - began > 0);
        return Duration.ofNanos(lastNanos - began);
    }
}
