package dev.postrider.relay.sink.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an outbox a question is about.
 *
 * @param outbox its name; without meaning for a table without a column {@code outbox}
 * @param firstId the lowest id
 * @param lastId the highest id, inclusive
 * @param times between which times; null reads the whole table
 */
public record IdRange(
        String outbox, long firstId, long lastId, @Nullable Times times) {
    /** Times of events, both inclusive. */
    public record Times(Instant first, Instant last) {}
}
