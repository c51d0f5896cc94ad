package dev.postrider.relay.sink;

import java.time.Duration;

/**
 * Whether a server that was left may serve again: it has to have been well for a while. The while doubles with each return that did
 * not last, so that a server that comes and goes costs little, and is short again after one that did. Moments are those of one clock, in
 * nanoseconds. Not thread-safe.
 */
final class Standing {
    /** After a first failure: more than one look. */
    static final Duration SHORTEST = Duration.ofSeconds(10);

    /** So long may a server that is well be left aside. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** A server that has served so long did return. */
    static final Duration LASTING = Duration.ofMinutes(5);

    private Duration needed = SHORTEST;
    private boolean wasLeft;
    private boolean isWell;
    private long wellSince;
    private long servesSince;

    /** It serves from now on. */
    void begins(long now) {
        servesSince = now;
        isWell = true;
        wellSince = now;
    }

    /** It was left, as it did not answer, or took no events. */
    void left(long now) {
        needed = !wasLeft || now - servesSince >= LASTING.toNanos() ? SHORTEST : longer(needed);
        wasLeft = true;
        isWell = false;
    }

    private static Duration longer(Duration before) {
        Duration twice = before.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    /** Somebody looked. */
    void looked(boolean well, long now) {
        if (well && !isWell) {
            wellSince = now;
        }
        isWell = well;
    }

    /** Whether it was ever left: somebody has to look at it from time to time then. */
    boolean wasLeft() {
        return wasLeft;
    }

    /** Whether nothing speaks against it: it was never left, or has been well for long enough since. */
    boolean mayServe(long now) {
        return !wasLeft || (isWell && now - wellSince >= needed.toNanos());
    }
}
