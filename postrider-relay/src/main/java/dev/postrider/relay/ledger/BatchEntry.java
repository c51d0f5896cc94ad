package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the ledger has it.
 *
 * @param fence the term under which it was or will be acknowledged
 * @param outcome null until it is acknowledged
 */
public record BatchEntry(
        BatchPlan plan,
        long fence,
        Instant plannedAt,
        @Nullable Outcome outcome) {
    /**
     * What became of it.
     *
     * @param rows how many events it had
     * @param dead how many of them became dead letters
     * @param token under which it was sent; null if it was empty
     * @param end its last event
     */
    public record Outcome(
            Instant doneAt, int rows, int dead, @Nullable String token, int attempts, Position end) {}
}
