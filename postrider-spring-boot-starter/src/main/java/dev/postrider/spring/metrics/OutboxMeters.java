package dev.postrider.spring.metrics;

import dev.postrider.relay.Relay;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.spring.watch.OutboxWatch;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The meters of one of several outboxes in a process: those of a single one, with the label {@code outbox}. */
public final class OutboxMeters {

    private final MeterRegistry registry;
    private final Tags tags;

    /** Registers nothing yet. */
    public OutboxMeters(MeterRegistry registry, String outbox) {
        this.registry = registry;
        this.tags = Tags.of("outbox", outbox);
    }

    /** Registers the meters that count what a relay does, and gives what the relay has to tell it to. */
    public RelayListener counting() {
        return new RelayMeters(registry, tags);
    }

    /** Registers the gauges of where delivery stands, of what the relay is doing and of which server serves it. */
    public void show(OutboxWatch outbox, Budgets budgets, Relay relay) {
        new OutboxGauges(outbox, budgets, tags).bindTo(registry);
        new RelayGauges(relay, tags).bindTo(registry);
        new ServingGauges(relay, tags).bindTo(registry);
    }
}
