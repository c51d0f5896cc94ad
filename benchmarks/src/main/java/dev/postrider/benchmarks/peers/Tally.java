package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that an empty handler does: ticks the event off. So it is known that each was handled, and not only how often the handler
 * was called. Thread-safe.
 */
public final class Tally {
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final Stage stage;
    private final int expected;
    /** By number, the first is 1. Bytes of their own: threads don't disturb one another's. */
    private final byte[] handled;

    private final AtomicLong calls = new AtomicLong();
    private final CountDownLatch all = new CountDownLatch(1);
    private volatile @Nullable Window window;
    private volatile @Nullable Throwable failure;

    Tally(Stage stage, long expected) {
        this.stage = stage;
        this.expected = Math.toIntExact(expected);
        this.handled = new byte[this.expected + 1];
    }

    /** Starts the clocks, unless they run. */
    synchronized void begin() {
        if (window == null) {
            window = new Window(stage);
        }
    }

    /** An event was handled; the first one starts the clocks if nothing else did. */
    void handled(int number) {
        if (window == null) {
            begin();
        }
        handled[number] = 1;
        if (calls.incrementAndGet() == expected) {
            all.countDown();
        }
    }

    /** What drained it has failed: nobody need wait. */
    void failed(Throwable why) {
        failure = why;
        all.countDown();
    }

    /** Waits until the handler was called as often as there are events. */
    private void await() throws InterruptedException {
        if (!all.await(WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    calls.get() + " of " + expected + " events were handled within " + WITHIN.toMinutes() + " min");
        }
        if (failure != null) {
            throw new IllegalStateException("it failed after " + calls.get() + " of " + expected + " events", failure);
        }
    }

    /**
     * Waits for the end state, stops the clocks, and checks that each event was handled.
     *
     * @param left how many events the peer's tables say are not done yet; asked every few milliseconds at the end
     */
    PeerRun end(LongSupplier left) throws InterruptedException {
        await();
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (left.getAsLong() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("all events were handled, but not all were put away");
            }
            Thread.sleep(5);
        }
        Used used = Objects.requireNonNull(window, "the clocks never ran").used();
        for (int number = 1; number <= expected; number++) {
            if (handled[number] == 0) {
                throw new IllegalStateException("event " + number + " of " + expected + " was never handled");
            }
        }
        return new PeerRun(expected, calls.get(), used);
    }
}
