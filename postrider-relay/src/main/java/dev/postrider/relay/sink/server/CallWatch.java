package dev.postrider.relay.sink.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks off calls to the server that nobody will answer, and none that may only be slow. A firewall that forgot a connection,
 * or a network that was gone, leaves connections that only look alive. Thread-safe.
 */
public final class CallWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CallWatch.class);
    private static final Duration CHECK_EVERY = Duration.ofMillis(250);

    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread watch = new Thread(runnable, "postrider-call-watch");
        watch.setDaemon(true);
        return watch;
    });
    private final AtomicBoolean looksSoon = new AtomicBoolean();

    /** A call that may get lost. Used by the watch's thread alone. */
    public interface Call {
        /** For how long it may be silent before it is looked after. */
        Duration patience();

        /**
         * Looks after a silent call; may ask the server.
         *
         * @param silent for how long there was no sign of it
         * @return whether nobody will answer it any more
         */
        boolean isLost(Duration silent);

        /** Ends it: whoever made it gets an exception. */
        void breakOff();
    }

    /** A call under way; closed when it has ended. */
    public final class Watched implements AutoCloseable {
        private final Call call;
        private volatile long lastSignNanos = System.nanoTime();
        private boolean broken;

        private Watched(Call call) {
            this.call = call;
        }

        /** A part of it has left: a slow line is not a dead one. */
        void advanced() {
            lastSignNanos = System.nanoTime();
        }

        private void look() {
            Duration silent = Duration.ofNanos(System.nanoTime() - lastSignNanos);
            if (!broken && silent.compareTo(call.patience()) > 0 && call.isLost(silent)) {
                broken = true;
                call.breakOff();
            }
        }

        @Override
        public void close() {
            calls.remove(this);
        }
    }

    public Watched begin(Call call) {
        Watched watched = new Watched(call);
        calls.add(watched);
        lookSoon();
        return watched;
    }

    /** As long as something is under way, and not beyond: a sink with nothing to do wakes nobody. */
    private void lookSoon() {
        if (!calls.isEmpty() && looksSoon.compareAndSet(false, true) && !thread.isShutdown()) {
            try {
                Future<?> unused = thread.schedule(this::look, CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile; what is under way is broken off with its client.
                log.atTrace().setCause(e).log("the watch has ended");
            }
        }
    }

    private void look() {
        for (Watched call : calls) {
            try {
                call.look();
            } catch (RuntimeException e) {
                // An exception must not end the looking.
                log.atWarn().setCause(e).log("could not check a call under way; trying again");
            }
        }
        looksSoon.set(false);
        lookSoon();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
