package dev.postrider.relay;

import java.time.Duration;

/**
 * How long to wait between two looks for events: a tenth of the longest wait while events come, a quarter of it when none came
 * for a while, within limits that keep an idle relay cheap and an eager one from asking without end. For one thread.
 */
final class PollPace {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(100);
    private static final Duration SHORTEST_IDLE = Duration.ofMillis(20);
    private static final Duration LONGEST_IDLE = Duration.ofMillis(250);

    /** Who published something lately may soon publish more. */
    private static final Duration LIVELY = Duration.ofSeconds(2);

    private final Duration whileLively;
    private final Duration whileIdle;
    private long cameAtNanos;

    PollPace(Duration maxWait, long nowNanos) {
        this.whileLively = within(maxWait.dividedBy(10), SHORTEST, LONGEST);
        this.whileIdle = within(maxWait.dividedBy(4), SHORTEST_IDLE, LONGEST_IDLE);
        this.cameAtNanos = nowNanos - LIVELY.toNanos();
    }

    private static Duration within(Duration wanted, Duration shortest, Duration longest) {
        Duration atLeast = wanted.compareTo(shortest) < 0 ? shortest : wanted;
        return atLeast.compareTo(longest) > 0 ? longest : atLeast;
    }

    /** Events have come. */
    void found(long nowNanos) {
        cameAtNanos = nowNanos;
    }

    /** The pause after a look that found nothing. */
    Duration untilNextLook(long nowNanos) {
        return nowNanos - cameAtNanos < LIVELY.toNanos() ? whileLively : whileIdle;
    }

    /** The pause while events wait for their batch to fill, for that much longer at the most. */
    Duration untilNextCount(Duration left) {
        return left.compareTo(whileLively) < 0 ? left : whileLively;
    }
}
