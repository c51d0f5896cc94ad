package dev.postrider.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses that all end early, and for good, when it is time to stop. Thread-safe. */
final class Pauses {
    private final CountDownLatch end = new CountDownLatch(1);

    /** Waits that long, or until the end. */
    void sleep(Duration pause) {
        try {
            end.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.countDown();
        }
    }

    boolean ended() {
        return end.getCount() == 0;
    }

    void end() {
        end.countDown();
    }
}
