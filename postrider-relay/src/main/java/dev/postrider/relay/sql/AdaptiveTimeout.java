package dev.postrider.relay.sql;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a server may stay silent before a connection counts as broken: a firewall that has forgotten a connection tells
 * nobody. Short at first, so that delivery goes on soon; longer when silences come again, because the server may only be slow,
 * and whoever always gives up too early gets nowhere; short again when nobody has needed more for a while. Thread-safe.
 */
final class AdaptiveTimeout {
    private static final Duration SHORTEST = Duration.ofMillis(1_500);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private int silences;
    private long lastSilenceNanos;
    private long lastNeededNanos;

    AdaptiveTimeout(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized Duration limit() {
        if (silences > 0 && nanoTime.getAsLong() - lastNeededNanos > CALM.toNanos()) {
            silences = 0;
        }
        // The first silence tells nothing yet: connections do break.
        Duration limit = SHORTEST;
        for (int i = 1; i < silences && limit.compareTo(LONGEST) < 0; i++) {
            limit = limit.multipliedBy(2);
        }
        return limit.compareTo(LONGEST) < 0 ? limit : LONGEST;
    }

    /** The server answered; {@code took} is counted from the borrowing of the connection. */
    synchronized void answered(Duration took) {
        if (took.compareTo(SHORTEST) > 0) {
            lastNeededNanos = nanoTime.getAsLong();
        }
    }

    /** A connection broke that was borrowed then: together with others that were borrowed earlier, that is one silence. */
    synchronized void silent(long borrowedNanos) {
        if (silences == 0 || borrowedNanos - lastSilenceNanos > 0) {
            silences++;
        }
        lastSilenceNanos = nanoTime.getAsLong();
        lastNeededNanos = lastSilenceNanos;
    }
}
