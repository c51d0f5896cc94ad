package dev.postrider.server.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.SmartLifecycle;

/**
 * All outboxes that this process delivers from. Starts after everything else and stops before everything else; none of them
 * waits for another.
 */
final class Fleet implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Fleet.class);

    /** For what comes after the batches in flight: giving leases up and closing connections. */
    private static final Duration AFTER_THE_BATCHES = Duration.ofSeconds(3);

    private final List<FleetOutbox> outboxes;
    private final ScheduledExecutorService starts;
    private final Duration stopTimeout;
    private boolean running;

    Fleet(List<FleetOutbox> outboxes, ScheduledExecutorService starts, Duration stopTimeout) {
        this.outboxes = List.copyOf(outboxes);
        this.starts = starts;
        this.stopTimeout = stopTimeout;
    }

    List<FleetOutbox> outboxes() {
        return outboxes;
    }

    @Override
    public synchronized void start() {
        running = true;
        log.atInfo().addKeyValue("outboxes", outboxes.size()).log("delivering from the outboxes of a file");
        outboxes.forEach(FleetOutbox::start);
    }

    @Override
    public synchronized void stop() {
        running = false;
        starts.shutdownNow();
        CountDownLatch open = new CountDownLatch(outboxes.size());
        for (FleetOutbox outbox : outboxes) {
            Thread closing = new Thread(() -> close(outbox, open), "postrider-stop");
            closing.setDaemon(true);
            closing.start();
        }
        try {
            if (!open.await(stopTimeout.plus(AFTER_THE_BATCHES).toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn()
                        .addKeyValue("outboxes", open.getCount())
                        .log("not all outboxes stopped in time; what is in flight is sent again by the next relay");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(FleetOutbox outbox, CountDownLatch open) {
        try (MDC.MDCCloseable bound = MDC.putCloseable("outbox", outbox.name())) {
            outbox.close(stopTimeout);
        } finally {
            open.countDown();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
