package dev.postrider.outbox.await;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a published event, going by the ledger in PostgreSQL. */
public sealed interface Delivery permits Delivery.Delivered, NotDelivered {

    /**
     * It is in a batch that was acknowledged, and was not refused: the server that took the batch stores it. Another replica may not have
     * it yet.
     *
     * @param batchNo the batch
     * @param deliveredAt when the batch was acknowledged, by the database's clock
     * @param sinceCommit from the transaction's commit to then; null unless the server keeps commit times
     *     ({@code track_commit_timestamp})
     */
    record Delivered(
            long batchNo, Instant deliveredAt, @Nullable Duration sinceCommit) implements Delivery {}
}
