package dev.postrider.relay.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Pauses that all end early, and for good, when it is time to stop. Thread-safe. */
public final class StopSignal {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final CountDownLatch end = new CountDownLatch(1);
    private @Nullable StopSignal within;

    /** Waits that long, or until the end. */
    public void sleep(Duration pause) {
        try {
            end.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }

    /** As {@link #sleep(Duration)}; a long wait ends early when it is time, for which it looks twice a second. */
    public void sleep(Duration pause, BooleanSupplier isTime) {
        long end = System.nanoTime() + pause.toNanos();
        while (!ended()) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            boolean last = left.compareTo(LOOK_EVERY) <= 0;
            sleep(last ? left : LOOK_EVERY);
            if (last || isTime.getAsBoolean()) {
                return;
            }
        }
    }

    public boolean ended() {
        return end.getCount() == 0;
    }

    public void end() {
        end.countDown();
        synchronized (this) {
            if (within != null) {
                within.end();
            }
        }
    }

    /** One for a part of the work, which may end before the whole does; it takes the place of an earlier one. */
    public synchronized StopSignal within() {
        StopSignal part = new StopSignal();
        within = part;
        if (ended()) {
            part.end();
        }
        return part;
    }
}
