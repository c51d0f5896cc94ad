package dev.postrider.spring.watch;

import dev.postrider.spring.log.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at something again and again, in one thread of its own, and remembers the last result. Thread-safe. Whoever starts it
 * closes it.
 */
final class Watch<T> implements AutoCloseable {

    private final String name;
    private final Callable<T> look;
    private final Duration interval;
    private final Duration longest;
    private final Clock clock;
    private volatile Observation<T> last = new Observation.None<>();
    private volatile @Nullable Instant lookingSince;
    private @Nullable ScheduledExecutorService thread;

    /** @param longest a look that hangs for longer counts as failed */
    Watch(String name, Callable<T> look, Duration interval, Duration longest, Clock clock) {
        this.name = name;
        this.look = look;
        this.interval = interval;
        this.longest = longest;
        this.clock = clock;
    }

    synchronized void start() {
        if (thread == null) {
            thread = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread daemon = new Thread(task, name);
                daemon.setDaemon(true);
                return daemon;
            });
            // lookOnce lets no exception out
            Future<?> unused =
                    thread.scheduleWithFixedDelay(this::lookOnce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The last result; a look that hangs for too long counts as failed. */
    Observation<T> last() {
        Instant since = lookingSince;
        Observation<T> known = last;
        if (since != null && !(known instanceof Observation.Unseen<T>)) {
            Duration hanging = Duration.between(since, clock.instant());
            if (hanging.compareTo(longest) > 0) {
                return new Observation.Unseen<>("no answer for " + hanging.toSeconds() + " s", since);
            }
        }
        return known;
    }

    void lookOnce() {
        lookingSince = clock.instant();
        try {
            last = new Observation.Seen<>(look.call(), clock.instant());
        } catch (Exception e) {
            Instant since = last instanceof Observation.Unseen<T> before ? before.since() : clock.instant();
            last = new Observation.Unseen<>(Reason.of(e), since);
        } finally {
            lookingSince = null;
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }
}
