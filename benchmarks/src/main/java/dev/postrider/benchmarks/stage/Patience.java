package dev.postrider.benchmarks.stage;

import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** Waits for what others count up. */
public final class Patience {
    private static final Duration WITHIN = Duration.ofMinutes(15);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Patience() {}

    /**
     * Looks until there are that many.
     *
     * @param what is counted, for the error: {@code events delivered}
     * @throws IllegalStateException if there are not after a quarter of an hour
     */
    public static void await(String what, long expected, DoubleSupplier count) throws InterruptedException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        for (double reached = count.getAsDouble(); reached < expected; reached = count.getAsDouble()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT, "%s: %.0f of %d within %d min", what, reached, expected, WITHIN.toMinutes()));
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
