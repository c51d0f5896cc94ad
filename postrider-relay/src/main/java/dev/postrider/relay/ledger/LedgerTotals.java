package dev.postrider.relay.ledger;

import dev.postrider.relay.batch.BatchContent;

/**
 * Running figures over all acknowledged batches.
 *
 * @param rows events delivered
 * @param maxId the highest event id delivered
 */
public record LedgerTotals(long rows, long maxId) {
    /** Nothing delivered yet. */
    public static final LedgerTotals NONE = new LedgerTotals(0, 0);

    /** The figures with one more batch, of which some events were refused. */
    public LedgerTotals plus(BatchContent content, int refused) {
        return new LedgerTotals(rows + content.rows() - refused, Math.max(maxId, content.maxId()));
    }
}
