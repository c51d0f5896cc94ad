package dev.postrider.spring.health;

import dev.postrider.relay.budget.BudgetState;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
        Duration lag = status.lag();
        BudgetState age = lag == null ? null : budgets.age().state(lag);
        BudgetState size = budgets.size().state(space.bytes());
        List<String> reasons = new ArrayList<>();
        if (lag != null && age != BudgetState.WITHIN) {
            reasons.add("the oldest undelivered event has waited "
                    + lag.toSeconds() + " s: "
                    + (age == BudgetState.OVER
                            ? "the limit is " + budgets.age().limit().toSeconds() + " s"
                            : "the warning level is " + budgets.age().warning().toSeconds() + " s"));
        }
        if (lag == null && status.doubt() != null) {
            reasons.add("how long events have waited is unknown: " + status.doubt());
        }
        if (size != BudgetState.WITHIN) {
            reasons.add("the outbox takes " + megabytes(space.bytes()) + " on disk: "
                    + (size == BudgetState.OVER
                            ? "the limit is " + megabytes(budgets.size().limit())
                            : "the warning level is " + megabytes(budgets.size().warning())));
        }
        OutboxSpace.Refusal refusal = space.refusal();
        if (refusal != null) {
            reasons.add("publishing is refused since " + refusal.since() + ": " + refusal.reason());
        }
        boolean over = refusal != null || age == BudgetState.OVER || size == BudgetState.OVER;
        Health.Builder health = over ? Health.down() : Health.up();
        if (!reasons.isEmpty()) {
            health.withDetail("reason", String.join("; ", reasons));
        }
        return health.withDetail("age", word(age))
                .withDetail("size", word(size))
                .withDetail("bytes", space.bytes())
                .withDetail("publishing", refusal == null ? "open" : "refused")
                .build();
    }

    private static String word(@Nullable BudgetState state) {
        return state == null ? "unknown" : state.name().toLowerCase(Locale.ROOT);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1024.0 / 1024.0);
    }
}
