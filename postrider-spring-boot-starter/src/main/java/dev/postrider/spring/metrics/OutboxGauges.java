package dev.postrider.spring.metrics;

import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows where delivery stands as PostgreSQL tells it, whichever process delivers; not a number while it can't be asked. */
final class OutboxGauges implements MeterBinder {

    private final OutboxWatch outbox;
    private final Budgets budgets;
    private final Tags tags;

    OutboxGauges(OutboxWatch outbox, Budgets budgets, Tags tags) {
        this.outbox = outbox;
        this.budgets = budgets;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindDelivery(registry);
        bindSpace(registry);
        bindDatabase(registry);
    }

    private void bindDelivery(MeterRegistry registry) {
        Gauge.builder("postrider.lag", outbox, of(status -> seconds(status.lag())))
                .description("Age of the oldest committed event that is not delivered; 0 if none waits, not a number if"
                        + " that is not known")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "postrider.events.pending",
                        outbox,
                        of(status -> status.pending() == null ? Double.NaN : status.pending()))
                .description("Events committed and not delivered, counted up to " + OutboxStatus.PENDING_COUNTED
                        + " and those planned")
                .tags(tags)
                .register(registry);
        Gauge.builder("postrider.delivering", outbox, of(OutboxGauges::delivering))
                .description(
                        "1 while events are delivered or there is nothing to do, 0 while they are not delivered, not a number"
                                + " if that is not known")
                .tags(tags)
                .register(registry);
        Gauge.builder("postrider.events.failed", outbox, of(OutboxStatus::failed))
                .description("Events kept as dead letters")
                .tags(tags)
                .register(registry);
        Gauge.builder("postrider.relay.held", outbox, of(status -> status.activeRelay() == null ? 0 : 1))
                .description("1 while some relay holds the lease, in whichever process")
                .tags(tags)
                .register(registry);
    }

    private void bindSpace(MeterRegistry registry) {
        Gauge.builder("postrider.outbox.bytes", outbox, ofSpace(OutboxSpace::bytes))
                .description("Disk that the outbox takes, with its index")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        Gauge.builder("postrider.publishing.refused", outbox, ofSpace(space -> space.refusal() == null ? 0 : 1))
                .description("1 while publishing is refused because a budget is over its limit")
                .tags(tags)
                .register(registry);
        budget("age", of(status -> figure(budgets.age().use(status.waiting()))))
                .tags(tags)
                .register(registry);
        budget("size", ofSpace(space -> figure(budgets.size().use(space.bytes()))))
                .tags(tags)
                .register(registry);
    }

    private void bindDatabase(MeterRegistry registry) {
        Gauge.builder("postrider.ledger.doubt", outbox, of(status -> status.doubt() == null ? 0 : 1))
                .description("1 while the ledger can't be believed about the events beside it: a restored database")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "postrider.postgres.up",
                        outbox,
                        watch -> watch.last() instanceof Observation.Seen<OutboxStatus> ? 1 : 0)
                .description("1 while the outbox can be read")
                .tags(tags)
                .register(registry);
    }

    private Gauge.Builder<OutboxWatch> budget(String name, ToDoubleFunction<OutboxWatch> state) {
        return Gauge.builder("postrider.budget.state", outbox, state)
                .description("0 within the budget, 1 over its warning level, 2 over its limit")
                .tag("budget", name);
    }

    private static double delivering(OutboxStatus status) {
        DeliveryState state = status.state();
        return state instanceof DeliveryState.NotKnown ? Double.NaN : state.isWell() ? 1 : 0;
    }

    private static double seconds(@Nullable Duration time) {
        return time == null ? Double.NaN : time.toMillis() / 1000.0;
    }

    private static double figure(BudgetUse use) {
        return switch (use.state()) {
            case NOT_KNOWN -> Double.NaN;
            case NOT_SET, WITHIN -> 0;
            case WARNING -> 1;
            case OVER -> 2;
        };
    }

    private static ToDoubleFunction<OutboxWatch> ofSpace(ToDoubleFunction<OutboxSpace> figure) {
        return watch -> watch.space() instanceof Observation.Seen<OutboxSpace> seen
                ? figure.applyAsDouble(seen.value())
                : Double.NaN;
    }

    private static ToDoubleFunction<OutboxWatch> of(ToDoubleFunction<OutboxStatus> figure) {
        return watch -> watch.last() instanceof Observation.Seen<OutboxStatus> seen
                ? figure.applyAsDouble(seen.value())
                : Double.NaN;
    }
}
