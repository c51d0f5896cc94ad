package dev.postrider.relay.batch;

import dev.postrider.relay.content.IdWindow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a plan gave. The same for every reading of the same plan.
 *
 * @param rows how many events
 * @param bytes their size as read from PostgreSQL
 * @param token SHA-256 of the rows as read from PostgreSQL, in hexadecimal; null if there are none
 * @param end the last event's position, or the plan's start if there are none
 * @param exhausted whether nothing is left between the plan's two snapshots
 * @param minId the lowest event id; 0 if there are no events
 * @param maxId the highest event id; 0 if there are no events
 * @param windows what the events hold, by id window, in the order of the windows
 */
public record BatchContent(
        int rows,
        long bytes,
        @Nullable String token,
        Position end,
        boolean exhausted,
        long minId,
        long maxId,
        List<IdWindow> windows) {
    /** Copies the list. */
    public BatchContent {
        windows = List.copyOf(windows);
    }

    /** Whether there is nothing to send. */
    public boolean isEmpty() {
        return rows == 0;
    }
}
