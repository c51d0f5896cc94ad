package dev.postrider.spring.health;

import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayStatus;
import java.util.Locale;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** What this process's relay is doing: DOWN while it waits for a database or has halted. Standing by is fine. */
final class RelayHealth implements HealthIndicator {

    private final Relay relay;

    RelayHealth(Relay relay) {
        this.relay = relay;
    }

    @Override
    public Health health() {
        RelayStatus status = relay.status();
        Health.Builder health = switch (status.state()) {
            case ACTIVE, STANDBY -> Health.up();
            case STARTING -> Health.unknown();
            case WAITING, HALTED, STOPPED -> Health.down();
        };
        status.currentOutage()
                .ifPresent(outage -> health.withDetail("reason", outage.where().text() + ": " + outage.reason())
                        .withDetail("attempts", outage.attempts()));
        status.currentlySettingAside()
                .ifPresent(aside -> health.withDetail(
                        "setting_aside",
                        aside.events() + " events of batch " + aside.batchNo() + " so far, since " + aside.since()
                                + ": " + aside.reason()));
        return health.withDetail("state", status.state().name().toLowerCase(Locale.ROOT))
                .withDetail("since", status.since().toString())
                .build();
    }
}
