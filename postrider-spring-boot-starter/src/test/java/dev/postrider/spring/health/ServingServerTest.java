package dev.postrider.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.Relay;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.spring.metrics.OutboxMeters;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.health.contributor.Health;

/** Health and metrics tell which server serves the relay itself, and since when. */
class ServingServerTest {

    private static final String FIRST = "http://first:8123";
    private static final String SECOND = "http://second:8124";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Serving serving = serving(FIRST, START, SECOND, false);
    private final PGSimpleDataSource nowhere = new PGSimpleDataSource();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Relay relay = new Relay(nowhere, sink(() -> serving), RelaySettings.defaults(), RelayListener.none());

    /** A fleet asks with a sink of its own whether ClickHouse answers. */
    private final SinkWatch watched = new SinkWatch(sink(() -> serving("http://watched:8123", START, SECOND, true)));

    @AfterEach
    void close() {
        relay.close();
    }

    private static Serving serving(String endpoint, Instant since, String other, boolean isProven) {
        return new Serving(endpoint, "db.event_log", since, List.of(new Serving.Other(other, isProven)));
    }

    private static QueryableSink sink(Supplier<Serving> serving) {
        return (QueryableSink) Proxy.newProxyInstance(
                ServingServerTest.class.getClassLoader(),
                new Class<?>[] {QueryableSink.class},
                (self, method, none) -> switch (method.getName()) {
                    case "serving" -> List.of(serving.get());
                    case "shards" -> List.of(self);
                    default -> null;
                });
    }

    private void failOver() {
        serving = serving(SECOND, START.plusSeconds(60), FIRST, true);
    }

    @Test
    void healthNamesTheServerOfTheRelaysOwnSink() {
        ClickHouseHealth health = new ClickHouseHealth(watched, relay);
        assertThat(health.health().getDetails())
                .containsEntry("where", FIRST + "/db.event_log")
                .containsEntry("serves_since", START.toString())
                .containsEntry("others", List.of(SECOND + " is not known to be a replica"));

        failOver();

        Health after = health.health();
        assertThat(after.getDetails())
                .containsEntry("where", SECOND + "/db.event_log")
                .containsEntry("serves_since", START.plusSeconds(60).toString())
                .containsEntry("others", List.of(FIRST + " is a replica"));
    }

    @Test
    void metricsTellWhoServesAndSinceWhen() {
        new OutboxMeters(registry, "shop").show(new OutboxWatch(nowhere), Budgets.defaults(), relay);
        assertThat(gauge("serving", FIRST)).isEqualTo(1);
        assertThat(gauge("serving", SECOND)).isZero();
        assertThat(gauge("proven", FIRST)).isEqualTo(1);
        assertThat(gauge("proven", SECOND)).isZero();
        assertThat(gauge("serving.since", FIRST)).isEqualTo((double) START.getEpochSecond());
        assertThat(gauge("serving.since", SECOND)).isNaN();

        failOver();

        assertThat(gauge("serving", FIRST)).isZero();
        assertThat(gauge("serving", SECOND)).isEqualTo(1);
        assertThat(gauge("proven", FIRST)).isEqualTo(1);
        assertThat(gauge("serving.since", FIRST)).isNaN();
        assertThat(gauge("serving.since", SECOND)).isEqualTo((double) START.getEpochSecond() + 60);
    }

    private double gauge(String name, String endpoint) {
        return registry.get("postrider.clickhouse." + name)
                .tags("outbox", "shop", "endpoint", endpoint)
                .gauge()
                .value();
    }
}
