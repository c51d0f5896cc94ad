package dev.postrider.relay.delivery;

import java.time.Duration;

/**
 * How long to wait between two looks for events: a tenth of the longest wait while events come, half of it when none came
 * for a while, within limits that keep an idle relay cheap and an eager one from asking without end. For one thread.
 */
final class PollPace {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST_IDLE = Duration.ofMillis(20);
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(1);

    /**
     * Minimum delay between two plans, unless a batch is full. An insert costs the engine some 12 ms of CPU with its merges,
     * however small it is: without a delay, a relay with max-wait 0 sends so many that all wait for one another. Of 15, 20 and
     * 30 ms all made events queryable equally soon on two cores; 30 took three quarters of the inserts.
     */
    static final Duration SHORTEST_PAUSE = Duration.ofMillis(30);

    /** For how long a batch that is not full waits for the one before it to arrive: that one may be stuck. */
    private static final Duration LONGEST_WAIT_FOR_THE_ONE_BEFORE = Duration.ofSeconds(1);

    /** Who published something lately may soon publish more. */
    private static final Duration LIVELY = Duration.ofSeconds(2);

    private final Duration whileLively;
    private final Duration whileIdle;
    private final Duration maxWait;
    private long cameAtNanos;
    private long plannedNanos;

    PollPace(Duration maxWait, long nowNanos) {
        this.whileLively = within(maxWait.dividedBy(10), SHORTEST, LONGEST);
        this.whileIdle = within(maxWait.dividedBy(2), SHORTEST_IDLE, LONGEST_IDLE);
        this.maxWait = maxWait;
        this.cameAtNanos = nowNanos - LIVELY.toNanos();
        this.plannedNanos = nowNanos - SHORTEST_PAUSE.toNanos();
    }

    private static Duration within(Duration wanted, Duration shortest, Duration longest) {
        Duration atLeast = wanted.compareTo(shortest) < 0 ? shortest : wanted;
        return atLeast.compareTo(longest) > 0 ? longest : atLeast;
    }

    /** Events have come. */
    void found(long nowNanos) {
        cameAtNanos = nowNanos;
    }

    /** A batch was planned. */
    void planned(long nowNanos) {
        plannedNanos = nowNanos;
    }

    /**
     * How long to go on gathering a batch that is not full.
     *
     * @param waitsSinceNanos since when the oldest event waits
     * @return zero or less: plan it
     */
    Duration left(long waitsSinceNanos, long nowNanos) {
        Duration ofWait = maxWait.minusNanos(nowNanos - waitsSinceNanos);
        Duration ofBreath = SHORTEST_PAUSE.minusNanos(nowNanos - plannedNanos);
        return ofWait.compareTo(ofBreath) > 0 ? ofWait : ofBreath;
    }

    /** Whether a batch that is not full has waited too long for the one before it. */
    boolean isOverdue(Duration left) {
        return left.plus(LONGEST_WAIT_FOR_THE_ONE_BEFORE).isNegative();
    }

    /** The pause after a look that found nothing. */
    Duration untilNextLook(long nowNanos) {
        return nowNanos - cameAtNanos < LIVELY.toNanos() ? whileLively : whileIdle;
    }

    /** The pause while events wait for their batch to fill, for that much longer at the most. */
    Duration untilNextCount(Duration left) {
        Duration pause = whileLively.compareTo(SHORTEST_PAUSE) > 0 ? whileLively : SHORTEST_PAUSE;
        Duration most = left.isNegative() ? Duration.ZERO : left;
        return most.compareTo(pause) < 0 ? most : pause;
    }
}
