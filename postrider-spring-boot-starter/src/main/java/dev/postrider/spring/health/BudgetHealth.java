package dev.postrider.spring.health;

import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.BudgetUse.State;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN while a budget is over its limit, or publishing is refused; over a warning level UP, with the reason. */
final class BudgetHealth implements HealthIndicator {

    private final OutboxWatch outbox;
    private final Budgets budgets;

    BudgetHealth(OutboxWatch outbox, Budgets budgets) {
        this.outbox = outbox;
        this.budgets = budgets;
    }

    @Override
    public Health health() {
        if (!(outbox.last() instanceof Observation.Seen<OutboxStatus> status)
                || !(outbox.space() instanceof Observation.Seen<OutboxSpace> space)) {
            return Health.unknown()
                    .withDetail("reason", "PostgreSQL could not be asked")
                    .build();
        }
        return verdict(status.value(), space.value());
    }

    private Health verdict(OutboxStatus status, OutboxSpace space) {
        BudgetUse age = budgets.age().use(status.waiting());
        BudgetUse size = budgets.size().use(space.bytes());
        List<String> reasons = new ArrayList<>();
        reason(age, "the oldest undelivered event has waited ", BudgetHealth::seconds, reasons);
        if (status.lag() == null && status.doubt() != null) {
            reasons.add("how long events have waited is unknown: " + status.doubt());
        }
        reason(size, "the outbox takes on disk ", BudgetHealth::megabytes, reasons);
        OutboxSpace.Refusal refusal = space.refusal();
        if (refusal != null) {
            reasons.add("publishing is refused since " + refusal.since() + ": " + refusal.reason());
        }
        boolean over = refusal != null || age.state() == State.OVER || size.state() == State.OVER;
        Health.Builder health = over ? Health.down() : Health.up();
        if (!reasons.isEmpty()) {
            health.withDetail("reason", String.join("; ", reasons));
        }
        return health.withDetail("age", age.state().code())
                .withDetail("size", size.state().code())
                .withDetail("bytes", space.bytes())
                .withDetail("publishing", refusal == null ? "open" : "refused")
                .build();
    }

    private static void reason(BudgetUse use, String what, LongFunction<String> figure, List<String> reasons) {
        Long level = use.state() == State.OVER ? use.limit() : use.state() == State.WARNING ? use.warning() : null;
        if (level != null && use.used() != null) {
            reasons.add(what + figure.apply(use.used()) + ": the "
                    + (use.state() == State.OVER ? "limit" : "warning level") + " is " + figure.apply(level));
        }
    }

    private static String seconds(long millis) {
        return millis / 1_000 + " s";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1024.0 / 1024.0);
    }
}
