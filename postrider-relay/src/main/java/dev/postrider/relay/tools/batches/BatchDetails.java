package dev.postrider.relay.tools.batches;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch, as the ledger has it, without its events.
 *
 * @param plan what fixes its content: two snapshots, where it begins, how much it may hold, over how many shards it is spread
 * @param relay the relay that was active under the batch's fence; null if the ledger has forgotten that term. It acknowledged the batch
 *     or will; an earlier one may have planned it
 * @param token under which it was sent whole; null while it is planned, and of an empty batch
 * @param end its last event; null while it is planned
 * @param isExhausted whether nothing is left between the snapshots behind it; null while it is planned
 * @param openDeadLetters dead letters of this batch that nobody has decided about
 * @param mayBeRefusedWhole whether a person has said that all of it may be set aside
 * @param isOfEarlierIdentity whether its transaction ids are of another history, from before a restore or a promotion
 * @param attempts to send it, as far as they are kept
 * @param divisions how it was divided, shard by shard, in order; no more than {@link Batches#MOST}
 * @param divisionCount how many divisions there are
 */
public record BatchDetails(
        BatchSummary summary,
        BatchPlan plan,
        @Nullable String relay,
        @Nullable String token,
        @Nullable Position end,
        @Nullable Boolean isExhausted,
        long openDeadLetters,
        boolean mayBeRefusedWhole,
        boolean isOfEarlierIdentity,
        BatchAttempts attempts,
        List<ShardDivision> divisions,
        long divisionCount) {
    /** Copies the list. */
    public BatchDetails {
        divisions = List.copyOf(divisions);
    }

    /**
     * How one or more parts of what went to a shard became smaller parts.
     *
     * @param shard from 0
     * @param parts the parts that were divided: 1 is all that went to the shard, and the parts that a division makes have the next
     *     numbers
     * @param way the word for it, as in {@code relay_division.way}
     * @param value what the way needs to know
     */
    public record ShardDivision(int shard, List<Integer> parts, String way, int value) {
        /** Copies the list. */
        public ShardDivision {
            parts = List.copyOf(parts);
        }
    }
}
