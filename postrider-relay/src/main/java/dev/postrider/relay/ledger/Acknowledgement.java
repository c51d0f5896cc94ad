package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.content.IdWindow;
import java.util.List;

/**
 * What became of a batch: all of its events are in the sink, but for those that are refused, which become dead letters in the
 * transaction that completes the batch.
 *
 * @param content what was read, refused events included
 * @param attempts how many sends it took
 * @param totals the ledger's figures with this batch
 * @param refused in the order of the batch
 * @param windows what the events hold without the refused ones, by id window
 */
public record Acknowledgement(
        BatchPlan plan,
        BatchContent content,
        int attempts,
        LedgerTotals totals,
        List<RefusedEvent> refused,
        List<IdWindow> windows) {
    /** Copies the lists. */
    public Acknowledgement {
        refused = List.copyOf(refused);
        windows = List.copyOf(windows);
        int delivered = windows.stream().mapToInt(IdWindow::rows).sum();
        if (delivered != content.rows() - refused.size()) {
            throw new IllegalArgumentException("batch " + plan.batchNo() + " has " + content.rows()
                    + " events, of which " + refused.size() + " are refused, but " + delivered + " in its windows");
        }
    }

    /** Of a batch of which nothing was refused. */
    public Acknowledgement(BatchPlan plan, BatchContent content, int attempts, LedgerTotals totals) {
        this(plan, content, attempts, totals, List.of(), content.windows());
    }
}
