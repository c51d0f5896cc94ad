package dev.postrider.relay.tools.events;

import java.time.Instant;
import java.util.List;

/**
 * How many events there are, by time.
 *
 * @param buckets parts of the time of the same length, one after the other, the last one as long as the others; none if the event log
 *     is empty
 */
public record EventHistogram(List<Bucket> buckets) {
    /** The highest number of buckets. */
    public static final int MOST_BUCKETS = 500;

    /**
     * A part of the time.
     *
     * @param since inclusive
     * @param before exclusive
     * @param events how many events there are in it
     */
    public record Bucket(Instant since, Instant before, long events) {}

    /** Copies the list. */
    public EventHistogram {
        buckets = List.copyOf(buckets);
    }

    /** How many events there are together. */
    public long events() {
        return buckets.stream().mapToLong(Bucket::events).sum();
    }
}
