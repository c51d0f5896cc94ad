package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.RefusedEvent;
import java.util.List;

/**
 * What became of a batch: all of its events are in the sink, but for those that are refused, which become dead letters in the
 * transaction that completes the batch.
 *
 * @param content what was read, refused events included
 * @param attempts how many sends it took
 * @param totals the ledger's figures with this batch
 * @param refused in the order of the batch
 */
public record Acknowledgement(
        BatchPlan plan, BatchContent content, int attempts, LedgerTotals totals, List<RefusedEvent> refused) {
    /** Copies the list. */
    public Acknowledgement {
        refused = List.copyOf(refused);
    }
}
