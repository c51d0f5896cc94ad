package dev.postrider.relay.sql;

import java.time.Duration;

/**
 * How long a server may stay silent before a connection counts as broken: a firewall that has forgotten a connection tells
 * nobody. Short at first, so that delivery goes on soon; longer with each silence, because the server may only be slow, and
 * whoever always gives up too early gets nowhere. Thread-safe.
 */
final class Patience {
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Duration limit = SHORTEST;

    synchronized Duration limit() {
        return limit;
    }

    /** The server answered in time. */
    synchronized void answered() {
        Duration half = limit.dividedBy(2);
        limit = half.compareTo(SHORTEST) > 0 ? half : SHORTEST;
    }

    /** A connection that was given this long broke. */
    synchronized void silent(Duration given) {
        Duration twice = given.multipliedBy(2);
        if (twice.compareTo(limit) > 0) {
            limit = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        }
    }
}
