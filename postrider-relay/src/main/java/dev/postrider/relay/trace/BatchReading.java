package dev.postrider.relay.trace;

import java.time.Instant;
import java.util.List;

/**
 * How a batch was read. Rows are encoded as they come, so both take place at the same time, but for the wait for the first row.
 *
 * @param outbox whose batch it is
 * @param batchNo its number in the ledger
 * @param rows how many events it has, one at least
 * @param bytes their size as read from PostgreSQL
 * @param began when PostgreSQL was asked
 * @param firstRow when the first row came, and encoding began
 * @param ended when the last row was encoded
 * @param publishedIn W3C trace parents of events in it: different ones that say that their trace is recorded, {@link
 *     PublishedIn#MOST} at most
 */
public record BatchReading(
        String outbox,
        long batchNo,
        int rows,
        long bytes,
        Instant began,
        Instant firstRow,
        Instant ended,
        List<String> publishedIn) {
    /** Copies the list. */
    public BatchReading {
        publishedIn = List.copyOf(publishedIn);
    }
}
