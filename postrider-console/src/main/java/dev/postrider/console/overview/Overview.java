package dev.postrider.console.overview;

import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
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
 * @param ledger what was read of the ledger for this page; null if it could not be read
 */
record Overview(
        Headline headline,
        @Nullable OutboxStatus status,
        @Nullable OutboxSpace space,
        Budgets budgets,
        @Nullable Ledger ledger) {

    /**
     * What was read of the ledger.
     *
     * @param stretches how delivery stood in the last day, the newest first
     * @param orders about dead letters, under way or broken off
     */
    record Ledger(
            List<LedgerBatch> batches, List<Failure> failures, List<Stretch> stretches, List<DeadLetterOrder> orders) {}

    /** How the disk that the outbox takes looks beside its budget. */
    public String sizeLook() {
        if (space == null) {
            return "";
        }
        return look(budgets.size().state(space.bytes()).name());
    }

    /** How the lag looks beside its budget. */
    public String lagLook() {
        if (status == null) {
            return "";
        }
        if (status.lag() == null) {
            return "warn";
        }
        return look(budgets.age().state(status.lag()).name());
    }

    private static String look(String state) {
        return switch (state) {
            case "OVER" -> "bad";
            case "WITHIN" -> "";
            default -> "warn";
        };
    }
}
