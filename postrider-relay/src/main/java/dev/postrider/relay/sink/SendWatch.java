package dev.postrider.relay.sink;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks off sends, and questions, that nobody will answer: those that take longer than they may, and those that take much
 * longer than any did lately while the server answers others. A firewall that forgot a connection, or a network that was gone, leaves connections
 * that only look alive. Thread-safe.
 */
final class SendWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SendWatch.class);
    private static final Duration GLANCE = Duration.ofMillis(250);

    /** A send younger than this is left alone, and costs no ping. */
    private static final Duration YOUNG = Duration.ofMillis(1_500);

    /** So many times as long as the slowest of the last few sends is much longer. */
    private static final int MUCH = 2;

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
    private final AtomicBoolean looksSoon = new AtomicBoolean();
    private long slowestNanos;
    /** Each doubles the time that the next send is given: the server may only be slow. */
    private int brokenOff;

    SendWatch(Duration longest, BooleanSupplier ping, Runnable abort) {
        this.longest = longest;
        this.ping = ping;
        this.abort = abort;
    }

    /** A send under way; closed when it has ended. */
    final class Watched implements AutoCloseable {
        private final int share;
        private volatile long lastSignNanos = System.nanoTime();
        private final long beganNanos = lastSignNanos;

        private Watched(int share) {
            this.share = share;
        }

        /** A part of it has left: a slow line is not a dead one. */
        void advanced() {
            lastSignNanos = System.nanoTime();
        }

        /** The server has answered. */
        void answered() {
            advanced();
            SendWatch.this.answered(System.nanoTime() - beganNanos);
        }

        private boolean isOlderThan(Duration age) {
            return System.nanoTime() - beganNanos > age.toNanos();
        }

        private boolean isSilentFor(Duration time) {
            return System.nanoTime() - lastSignNanos > time.multipliedBy(share).toNanos();
        }

        @Override
        public void close() {
            sends.remove(this);
        }
    }

    Watched begin() {
        return begin(1);
    }

    /** A question may take longer than a send. */
    Watched beginQuestion() {
        return begin(2);
    }

    private Watched begin(int share) {
        Watched send = new Watched(share);
        sends.add(send);
        lookSoon();
        return send;
    }

    /** As long as something is under way, and not beyond: a sink with nothing to do wakes nobody. */
    private void lookSoon() {
        if (!sends.isEmpty() && looksSoon.compareAndSet(false, true) && !thread.isShutdown()) {
            try {
                Future<?> unused = thread.schedule(this::lookWhateverHappens, GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile; what is under way is broken off with the client.
                log.atTrace().setCause(e).log("the watch has ended");
            }
        }
    }

    private synchronized void answered(long nanos) {
        slowestNanos = Math.max(nanos, slowestNanos / 2);
        brokenOff = Math.max(0, brokenOff - 1);
    }

    /** How long a send may stay silent before it is asked whether the server answers others. */
    synchronized Duration patience() {
        long nanos = Math.max(YOUNG.toNanos(), MUCH * slowestNanos);
        for (int i = 0; i < brokenOff && nanos < longest.toNanos(); i++) {
            nanos *= 2;
        }
        return Duration.ofNanos(Math.min(nanos, longest.toNanos()));
    }

    /** An exception must not end the looking. */
    private void lookWhateverHappens() {
        try {
            look();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("could not look after the sends under way; trying again");
        } finally {
            looksSoon.set(false);
            lookSoon();
        }
    }

    private void look() {
        Duration patience = patience();
        if (sends.stream().anyMatch(send -> send.isOlderThan(longest.plus(GRACE)))) {
            abort.run();
        } else if (sends.stream().anyMatch(send -> send.isSilentFor(patience)) && ping.getAsBoolean()) {
            synchronized (this) {
                brokenOff++;
            }
            abort.run();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
