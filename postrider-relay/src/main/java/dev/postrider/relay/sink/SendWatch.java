package dev.postrider.relay.sink;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Breaks off sends that nobody will answer: those that take longer than they may, and those that began before the server was
 * out of reach and came back, since a network that was gone leaves connections that only look alive. Thread-safe.
 */
final class SendWatch implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /** A send younger than this is left alone, and costs no ping. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    /** What the client itself needs to notice that the time is up. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Duration longest;
    private final BooleanSupplier ping;
    private final Runnable abort;
    private final Set<Watched> sends = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread watch = new Thread(runnable, "postrider-send-watch");
        watch.setDaemon(true);
        return watch;
    });
    private boolean wasOutOfReach;
    /** A server that is only busy may miss a ping too: its inserts are not broken off again and again. */
    private long mayBreakOffAt = System.nanoTime();

    SendWatch(Duration longest, BooleanSupplier ping, Runnable abort) {
        this.longest = longest;
        this.ping = ping;
        this.abort = abort;
        thread.scheduleWithFixedDelay(this::look, GLANCE.toMillis(), GLANCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A send under way; closed when it has ended. */
    final class Watched implements AutoCloseable {
        private final long began = System.nanoTime();

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - began > age.toNanos();
        }

        @Override
        public void close() {
            sends.remove(this);
        }
    }

    Watched begin() {
        Watched send = new Watched();
        sends.add(send);
        return send;
    }

    private void look() {
        if (sends.stream().anyMatch(send -> send.isOlderThan(longest.plus(GRACE)))) {
            abort.run();
        } else if (sends.stream().anyMatch(send -> send.isOlderThan(YOUNG))) {
            lookForTheServer();
        } else {
            wasOutOfReach = false;
        }
    }

    private void lookForTheServer() {
        boolean isBack = ping.getAsBoolean();
        long now = System.nanoTime();
        if (isBack && wasOutOfReach && now - mayBreakOffAt >= 0) {
            mayBreakOffAt = now + longest.toNanos();
            abort.run();
        }
        wasOutOfReach = !isBack;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
