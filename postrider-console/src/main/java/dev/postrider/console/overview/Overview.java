package dev.postrider.console.overview;

import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.budget.OverLimit;
import dev.postrider.relay.status.DeliveryHistory.Stretch;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.Failure;
import dev.postrider.relay.status.OutboxStatus.LedgerBatch;
import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows.
 *
 * @param status as a watch saw it a moment ago; null if it could not look
 * @param space how much disk the outbox takes; null if that could not be seen
 * @param budgets how much of each is used
 * @param overLimit what happens to publishing over a limit
 * @param ledger what was read of the ledger for this page; null if it could not be read
 */
record Overview(
        Headline headline,
        @Nullable OutboxStatus status,
        @Nullable OutboxSpace space,
        List<BudgetUse> budgets,
        OverLimit overLimit,
        @Nullable Ledger ledger) {

    /**
     * What was read of the ledger.
     *
     * @param stretches how delivery stood in the last day, the newest first
     * @param orders about dead letters, under way or broken off
     */
    record Ledger(
            List<LedgerBatch> batches, List<Failure> failures, List<Stretch> stretches, List<DeadLetterOrder> orders) {}

    /** How one of the budgets' figures looks: bad, warn or nothing. */
    private String look(BudgetUse.Figure figure) {
        return budgets.stream()
                .filter(use -> use.figure() == figure)
                .map(use -> switch (use.state()) {
                    case OVER -> "bad";
                    case WARNING -> "warn";
                    default -> "";
                })
                .findFirst()
                .orElse("");
    }

    /** How the disk that the outbox takes looks. */
    public String sizeLook() {
        return look(BudgetUse.Figure.SIZE);
    }

    /** How the lag looks. */
    public String lagLook() {
        return status != null && status.lag() == null ? "warn" : look(BudgetUse.Figure.AGE);
    }
}
