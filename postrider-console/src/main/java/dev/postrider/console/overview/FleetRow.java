package dev.postrider.console.overview;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of many outboxes.
 *
 * @param status null if it could not be seen
 * @param budgets how much of each is used
 */
record FleetRow(String name, Headline headline, @Nullable OutboxStatus status, List<BudgetUse> budgets) {
    private static final List<String> WORST_FIRST = List.of("bad", "warn", "quiet", "good");

    /** All of them, the worst first. */
    static List<FleetRow> of(ConsoleOutboxes outboxes, Function<OutboxWatch, List<BudgetUse>> budgets) {
        return outboxes.all().stream()
                .map(outbox -> of(outbox, budgets.apply(outbox.watch())))
                .sorted(Comparator.comparingInt((FleetRow row) ->
                                WORST_FIRST.indexOf(row.headline().look()))
                        .thenComparing(
                                Comparator.comparingLong(FleetRow::letters).reversed())
                        .thenComparing(
                                Comparator.comparingLong(FleetRow::waiting).reversed())
                        .thenComparing(FleetRow::name))
                .toList();
    }

    private static FleetRow of(ConsoleOutbox outbox, List<BudgetUse> budgets) {
        Observation<OutboxStatus> last = outbox.watch().last();
        return new FleetRow(
                outbox.name(),
                Headline.of(last),
                last instanceof Observation.Seen<OutboxStatus> seen ? seen.value() : null,
                budgets);
    }

    private long letters() {
        return status == null ? 0 : status.failed();
    }

    private long waiting() {
        return status == null || status.pending() == null ? 0 : status.pending();
    }
}
