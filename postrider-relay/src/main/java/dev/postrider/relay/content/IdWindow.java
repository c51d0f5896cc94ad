package dev.postrider.relay.content;

import java.time.Instant;

/**
 * What a batch holds within one id window: {@link IdSet#WINDOW_IDS} consecutive event ids.
 *
 * @param number the window's: the ids divided by their count in a window
 * @param rows how many events
 * @param sums what they hold
 * @param ids which they are
 * @param firstTime the earliest of their {@code event_date_time}
 * @param lastTime the latest
 */
public record IdWindow(long number, int rows, ContentSums sums, IdSet ids, Instant firstTime, Instant lastTime) {
    private static final int WINDOW_BITS = Integer.numberOfTrailingZeros(IdSet.WINDOW_IDS);

    /** The number of the window that an event's id lies in. */
    public static long numberOf(long eventId) {
        return eventId >> WINDOW_BITS;
    }

    /** The first id of a window. */
    public static long firstId(long number) {
        return number << WINDOW_BITS;
    }
}
