package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's end, as a relay finds it when it becomes active.
 *
 * @param lastDone the newest acknowledged batch; null in a new outbox
 * @param planned batches that were planned and not acknowledged, in order; to be sent before anything is planned
 */
public record LedgerPage(@Nullable Done lastDone, List<Unfinished> planned) {
    /** Copies the list. */
    public LedgerPage {
        planned = List.copyOf(planned);
    }

    /**
     * A batch that was planned and not acknowledged.
     *
     * @param age how long ago it was planned
     * @param divisions how what goes to each shard is divided, in order; nothing of a shard if it is whole
     * @param logMark what the event log was when it was planned; empty if that is not known, or if it is not certain that the ledger has
     *     everything that became of the batch since
     */
    public record Unfinished(BatchPlan plan, Duration age, Map<Integer, List<Division>> divisions, String logMark) {
        /** Copies the list. */
        public Unfinished {
            divisions = Map.copyOf(divisions);
        }
    }

    /** An acknowledged batch, and the figures up to it. */
    public record Done(BatchPlan plan, Position end, boolean exhausted, LedgerTotals totals) {}

    /** The figures up to the newest acknowledged batch. */
    public LedgerTotals totals() {
        return lastDone == null ? LedgerTotals.NONE : lastDone.totals();
    }
}
