package dev.postrider.relay.sink.query;

import dev.postrider.relay.content.ContentSums;

/**
 * What the event log has stored of an id window, or of one id.
 *
 * @param key the window's number, or the id
 * @param rows how many rows
 * @param sums what they hold; 0 for columns that can't be compared
 */
public record LogSums(long key, long rows, ContentSums sums) {

    /** With what another shard has stored of the same. */
    public LogSums plus(LogSums other) {
        return new LogSums(key, rows + other.rows, sums.plus(other.sums));
    }
}
