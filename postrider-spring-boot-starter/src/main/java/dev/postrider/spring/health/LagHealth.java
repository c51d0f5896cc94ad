package dev.postrider.spring.health;

import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN while the oldest undelivered event is older than the limit, whichever process delivers. */
final class LagHealth implements HealthIndicator {

    private final OutboxWatch outbox;
    private final Duration limit;

    LagHealth(OutboxWatch outbox, Duration limit) {
        this.outbox = outbox;
        this.limit = limit;
    }

    @Override
    public Health health() {
        if (!(outbox.last() instanceof Observation.Seen<OutboxStatus> seen)) {
            return Health.unknown()
                    .withDetail("reason", "PostgreSQL could not be asked")
                    .build();
        }
        OutboxStatus status = seen.value();
        Duration lag = status.lag();
        if (lag == null && status.doubt() == null) {
            // Something waits, and whoever looks again knows for how long at least.
            return Health.up()
                    .withDetail("lag", status.lagInWords())
                    .withDetail("limit", inSeconds(limit))
                    .withDetail("pending", Objects.requireNonNull(status.pending()))
                    .build();
        }
        if (lag == null) {
            return Health.down()
                    .withDetail("reason", "whether events wait is unknown: " + status.doubt())
                    .withDetail("lag", "unknown")
                    .withDetail("limit", inSeconds(limit))
                    .withDetail("pending", "unknown")
                    .build();
        }
        Health.Builder health = lag.compareTo(limit) <= 0
                ? Health.up()
                : Health.down()
                        .withDetail(
                                "reason",
                                "the oldest undelivered event has waited " + inSeconds(lag) + ", the limit is "
                                        + inSeconds(limit)
                                        + (status.activeRelay() == null ? "; no relay is active" : ""));
        return health.withDetail("lag", inSeconds(lag))
                .withDetail("limit", inSeconds(limit))
                .withDetail("pending", Objects.requireNonNull(status.pending()))
                .build();
    }

    private static String inSeconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}
