package dev.postrider.spring.health;

import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.status.Outage;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.SinkWatch;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN while ClickHouse does not answer, or answers and takes no events. Says which server serves the relay itself. */
final class ClickHouseHealth implements HealthIndicator {

    private final SinkWatch sink;
    private final Relay relay;

    ClickHouseHealth(SinkWatch sink, Relay relay) {
        this.sink = sink;
        this.relay = relay;
    }

    @Override
    public Health health() {
        Health.Builder health = verdict();
        List<Serving> serving = relay.serving();
        if (!serving.isEmpty()) {
            health.withDetail("where", each(serving, Serving::where));
            health.withDetail("serves_since", each(serving, now -> now.since().toString()));
        }
        List<String> others = serving.stream()
                .flatMap(now -> now.others().stream())
                .map(other -> other.endpoint() + (other.isProven() ? " is a replica" : " is not known to be a replica"))
                .toList();
        if (!others.isEmpty()) {
            health.withDetail("others", others);
        }
        return health.build();
    }

    private static String each(List<Serving> serving, Function<Serving, String> part) {
        return serving.stream().map(part).collect(Collectors.joining(", "));
    }

    private Health.Builder verdict() {
        Observation<Boolean> last = sink.last();
        if (last instanceof Observation.None<Boolean>) {
            return Health.unknown().withDetail("reason", "not looked at yet");
        }
        if (last instanceof Observation.Unseen<Boolean> unseen) {
            return Health.down().withDetail("reason", unseen.reason());
        }
        boolean answers = last instanceof Observation.Seen<Boolean> seen && seen.value();
        return relay.status()
                .currentOutage()
                .filter(outage -> outage.where() == Outage.Where.CLICKHOUSE)
                .map(outage -> Health.down()
                        .withDetail("reason", outage.reason())
                        .withDetail("since", outage.since().toString())
                        .withDetail("attempts", outage.attempts()))
                .orElseGet(() -> answers
                        ? Health.up()
                        : Health.down().withDetail("reason", "ClickHouse does not answer a ping"));
    }
}
