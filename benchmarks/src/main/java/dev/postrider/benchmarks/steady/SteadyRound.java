package dev.postrider.benchmarks.steady;

import dev.postrider.benchmarks.stage.Window.Used;
import java.util.Collections;
import java.util.List;

/**
 * Some seconds of writers flat out. Without a relay nothing is delivered, and there is no lag.
 *
 * @param published events, each a transaction
 * @param delivered events meanwhile
 * @param sessionSeconds CPU-seconds of the relay's PostgreSQL sessions
 * @param lags the age of the oldest undelivered event in seconds, once a second
 * @param used by every side; the other process is the relay's
 */
record SteadyRound(long published, long delivered, double sessionSeconds, List<Double> lags, Used used) {
    private static final double MICROS = 1e6;

    double writerRate() {
        return published / used.seconds();
    }

    double deliveredRate() {
        return delivered / used.seconds();
    }

    /** All of PostgreSQL's processes, in µs an event published. */
    double postgresMicros() {
        return used.cpu().postgres() * MICROS / published;
    }

    double engineMicros() {
        return used.cpu().clickHouse() * MICROS / published;
    }

    /** The relay's part of PostgreSQL, in µs an event delivered. */
    double sessionMicros() {
        return sessionSeconds * MICROS / delivered;
    }

    double relayMicros() {
        return used.cpu().process() * MICROS / delivered;
    }

    double worstLag() {
        return Collections.max(lags);
    }
}
