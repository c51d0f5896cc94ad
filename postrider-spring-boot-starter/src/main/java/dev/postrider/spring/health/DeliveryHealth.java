package dev.postrider.spring.health;

import dev.postrider.relay.status.DeliveryState;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether events are delivered, by whichever process: the state that the command line shows. DOWN while they are not. */
final class DeliveryHealth implements HealthIndicator {

    private final OutboxWatch outbox;

    DeliveryHealth(OutboxWatch outbox) {
        this.outbox = outbox;
    }

    @Override
    public Health health() {
        if (!(outbox.last() instanceof Observation.Seen<OutboxStatus> seen)) {
            return Health.unknown()
                    .withDetail("reason", "PostgreSQL could not be asked")
                    .build();
        }
        DeliveryState state = seen.value().state();
        Health.Builder health = state instanceof DeliveryState.NotKnown
                ? Health.unknown()
                : state.isWell() ? Health.up() : Health.down();
        String reason = state.because();
        if (reason != null) {
            health.withDetail("reason", reason);
        }
        Instant since = state.since();
        if (since != null) {
            health.withDetail("since", since.toString());
        }
        return health.withDetail("state", state.word()).build();
    }
}
