package dev.postrider.benchmarks.steady;

import java.util.Collections;
import java.util.List;

/**
 * Some seconds of writers flat out.
 *
 * @param writerRate events a second, each a transaction
 * @param postgresMicros PostgreSQL's CPU an event published, in µs, all of its processes
 * @param engineMicros the engine's CPU an event published, in µs
 * @param relay what the relay did meanwhile; empty turns have none
 */
record Turn(double writerRate, double postgresMicros, double engineMicros, Relay relay) {
    /**
     * The relay's part of a turn.
     *
     * @param postgresMicros CPU of its PostgreSQL sessions, in µs an event delivered
     * @param jvmMicros its own CPU, in µs an event delivered
     * @param deliveredRate events a second
     * @param lagSeconds the age of the oldest undelivered event, once a second
     */
    record Relay(double postgresMicros, double jvmMicros, double deliveredRate, List<Double> lagSeconds) {
        static final Relay NONE = new Relay(0, 0, 0, List.of(0.0));

        double worstLag() {
            return Collections.max(lagSeconds);
        }
    }
}
