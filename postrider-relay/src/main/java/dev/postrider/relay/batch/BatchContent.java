package dev.postrider.relay.batch;

import org.jspecify.annotations.Nullable;

/**
 * What reading a plan gave. The same for every reading of the same plan.
 *
 * @param rows how many events
 * @param bytes their size as read from PostgreSQL
 * @param token SHA-256 of the rows as read from PostgreSQL, in hexadecimal; null if there are none
 * @param end the last event's position, or the plan's start if there are none
 * @param exhausted whether nothing is left between the plan's two snapshots
 * @param maxId the highest event id; 0 if there are no events
 */
public record BatchContent(int rows, long bytes, @Nullable String token, Position end, boolean exhausted, long maxId) {

    /** Whether there is nothing to send. */
    public boolean isEmpty() {
        return rows == 0;
    }
}
