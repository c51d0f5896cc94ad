package dev.postrider.spring.health;

import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN while the outbox can't be read. */
final class PostgresHealth implements HealthIndicator {

    private final OutboxWatch outbox;

    PostgresHealth(OutboxWatch outbox) {
        this.outbox = outbox;
    }

    @Override
    public Health health() {
        Observation<OutboxStatus> last = outbox.last();
        if (last instanceof Observation.Unseen<OutboxStatus> unseen) {
            return Health.down()
                    .withDetail("reason", unseen.reason())
                    .withDetail("since", unseen.since().toString())
                    .build();
        }
        return last instanceof Observation.Seen<OutboxStatus>
                ? Health.up().build()
                : Health.unknown().withDetail("reason", "not looked at yet").build();
    }
}
