package dev.postrider.spring.health;

import dev.postrider.relay.Relay;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.HealthContributor;

/** The health of one outbox, in parts. */
public final class OutboxHealth {

    private OutboxHealth() {}

    /**
     * Each part under its name: {@code postgres}, {@code delivery}, {@code lag}, {@code budget} and, where a relay runs in this
     * process, {@code clickhouse} and {@code relay}.
     *
     * @param sink null if nobody watches ClickHouse
     * @param relay null if none runs here
     */
    public static Map<String, HealthContributor> parts(
            OutboxWatch outbox, @Nullable SinkWatch sink, @Nullable Relay relay, PostriderProperties properties) {
        Map<String, HealthContributor> parts = new LinkedHashMap<>();
        parts.put("postgres", new PostgresHealth(outbox));
        parts.put("delivery", new DeliveryHealth(outbox));
        parts.put("lag", new LagHealth(outbox, properties.health().maxLag()));
        parts.put("budget", new BudgetHealth(outbox, properties.budget().settings()));
        if (relay != null) {
            if (sink != null) {
                parts.put("clickhouse", new ClickHouseHealth(sink, relay));
            }
            parts.put("relay", new RelayHealth(relay));
        }
        return parts;
    }
}
