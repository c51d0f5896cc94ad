package dev.postrider.relay.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses that all end early, and for good, when it is time to stop. Thread-safe. */
public final class StopSignal {
    private final CountDownLatch end = new CountDownLatch(1);

    /** Waits that long, or until the end. */
    public void sleep(Duration pause) {
        try {
            end.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }

    public boolean ended() {
        return end.getCount() == 0;
    }

    public void end() {
        end.countDown();
    }
}
