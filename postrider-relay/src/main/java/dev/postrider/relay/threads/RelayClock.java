package dev.postrider.relay.threads;

import java.time.Instant;
import java.time.InstantSource;

/**
 * What time it is, for a relay: instants to be told to people, and nanoseconds to be compared with each other. Who waits does so
 * in real time. Thread-safe.
 */
public interface RelayClock extends InstantSource {
    /** As {@link System#nanoTime}: it only goes forward. */
    long nanos();

    /** The system's. */
    static RelayClock system() {
        return new RelayClock() {
            @Override
            public Instant instant() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
