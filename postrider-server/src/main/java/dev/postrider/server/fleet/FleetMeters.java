package dev.postrider.server.fleet;

import dev.postrider.relay.fleet.Member;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Shows what this process has of the fleet's work, and how many share it. */
final class FleetMeters implements MeterBinder {

    private final Fleet fleet;
    private final Member member;

    FleetMeters(Fleet fleet, Member member) {
        this.fleet = fleet;
        this.member = member;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "postrider.outboxes.led",
                        fleet,
                        here -> here.outboxes().stream()
                                .filter(FleetOutbox::isLed)
                                .count())
                .description("Outboxes that this process delivers from")
                .register(registry);
        Gauge.builder(
                        "postrider.outboxes.shared",
                        fleet,
                        here -> here.outboxes().size())
                .description("Outboxes that this process names")
                .register(registry);
        Gauge.builder(
                        "postrider.fleet.members",
                        member,
                        here -> here.outboxes().stream()
                                .flatMap(outbox -> outbox.members().stream())
                                .distinct()
                                .count())
                .description("Processes that share outboxes with this one, itself among them, as far as it sees")
                .register(registry);
    }
}
