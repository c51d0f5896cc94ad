package dev.postrider.relay.status;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long the oldest event has waited that is committed and not delivered: since it could first be seen, whatever time it bears
 * itself. PostgreSQL keeps no time of that, so it is known between two bounds.
 *
 * @param isWaiting whether any event waits at all
 * @param atLeast it could be seen so long ago for certain
 * @param atMost it could not be seen yet so long ago; null if nobody looked then
 */
public record Lag(
        boolean isWaiting, Duration atLeast, @Nullable Duration atMost) {
    /** No event waits. */
    public static final Lag NONE = new Lag(false, Duration.ZERO, Duration.ZERO);

    /** Nearer to each other than this, the bounds are one figure: whoever watches looks every few seconds. */
    private static final Duration NEAR = Duration.ofSeconds(5);

    /**
     * The lag as one figure: zero if none waits, within a few seconds where the bounds are near, else what is certain; null if
     * nothing is.
     */
    public @Nullable Duration known() {
        if (atMost != null && atMost.minus(atLeast).compareTo(NEAR) <= 0) {
            return atMost;
        }
        return atLeast.isZero() ? null : atLeast;
    }

    /** The lag in words: a figure, bounds, or that it is unknown. */
    public String inWords() {
        Duration known = known();
        if (known != null && known.equals(atMost)) {
            return seconds(known);
        }
        String most = atMost == null ? "" : "at most " + seconds(atMost);
        if (known == null) {
            return most.isEmpty() ? "unknown: nobody looked before the oldest event came" : most;
        }
        return "at least " + seconds(known) + (most.isEmpty() ? "" : ", " + most);
    }

    /** The longer of two. */
    Lag or(Lag other) {
        if (!isWaiting || !other.isWaiting) {
            return isWaiting ? this : other;
        }
        Duration most = atMost == null || other.atMost == null ? null : longer(atMost, other.atMost);
        return new Lag(true, longer(atLeast, other.atLeast), most);
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1e3);
    }
}
