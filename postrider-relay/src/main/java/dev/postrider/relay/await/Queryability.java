package dev.postrider.relay.await;

import dev.postrider.outbox.await.NotDelivered;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a published event can be queried. */
public sealed interface Queryability {

    /**
     * It was delivered, and each of these servers was seen to have it, with nothing that it may drop again.
     *
     * @param replicas those of the event's shard, all of them, as they describe themselves
     * @param deliveredAt when its batch was acknowledged, by the database's clock; null if the ledger does not tell any more
     * @param sinceCommit from the transaction's commit to then; null unless the server keeps commit times
     *     ({@code track_commit_timestamp})
     */
    record Queryable(
            List<String> replicas,
            @Nullable Instant deliveredAt,
            @Nullable Duration sinceCommit) implements Queryability {
        /** Copies the list. */
        public Queryable {
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * It can't, or not yet.
     *
     * @param why also timed out with {@link NotDelivered.Awaited#REPLICAS}, if it was delivered and a replica does not have it
     */
    record NotQueryable(NotDelivered why) implements Queryability {}
}
