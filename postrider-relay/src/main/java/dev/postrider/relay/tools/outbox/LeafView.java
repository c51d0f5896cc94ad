package dev.postrider.relay.tools.outbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of the outbox.
 *
 * @param number 0 to 7
 * @param bytes the disk that it takes, with its indexes
 * @param isWrittenNow whether writers write to it now
 * @param content what it holds; null where that is not known
 */
public record LeafView(
        int number,
        long bytes,
        boolean isWrittenNow,
        @Nullable Content content) {

    /**
     * What a leaf holds.
     *
     * @param events the transactions that its first and its last event came with; null if it holds none that can be seen
     * @param isPending whether it holds events that are committed and not delivered; null where that is not known
     * @param publishedBefore its oldest event was published before then: when the batch that it is in was planned; null where there is no
     *     event, or no batch that is acknowledged
     * @param deliveredAt when the batch was acknowledged that holds its newest event; null where there is none, or it is not acknowledged
     */
    public record Content(
            @Nullable Span events,
            @Nullable Boolean isPending,
            @Nullable Instant publishedBefore,
            @Nullable Instant deliveredAt) {}

    /**
     * The transactions of a leaf's events, both inclusive.
     *
     * @param firstWindow the transaction window that the first of them is in
     * @param lastWindow the last one's: another one, where the leaf was not emptied when its turn came again
     */
    public record Span(long firstTransaction, long lastTransaction, long firstWindow, long lastWindow) {}
}
