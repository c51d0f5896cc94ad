package dev.postrider.relay.sink.query;

import dev.postrider.relay.content.ContentSums;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the event log.
 *
 * @param partition the partition's id
 * @param part the part that it lies in now; merges move it
 * @param offset its place in the part
 * @param eventDateTime the row's own time
 * @param sums what it holds; 0 for columns that can't be compared
 * @param shard where it is; null if there is only one shard
 */
public record LogPlace(
        String partition,
        String part,
        long offset,
        Instant eventDateTime,
        ContentSums sums,
        @Nullable String shard) {

    /** On one of several shards. */
    public LogPlace on(String where) {
        return new LogPlace(partition, part, offset, eventDateTime, sums, where);
    }
}
