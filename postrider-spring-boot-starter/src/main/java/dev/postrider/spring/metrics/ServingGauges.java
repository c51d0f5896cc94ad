package dev.postrider.spring.metrics;

import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.Serving;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** Shows which of the ClickHouse servers that the settings name serves this process's relay. */
final class ServingGauges implements MeterBinder {

    private final Relay relay;
    private final Tags tags;

    ServingGauges(Relay relay, Tags tags) {
        this.relay = relay;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        relay.serving().stream()
                .flatMap(serving -> serving.endpoints().stream())
                .forEach(endpoint -> bind(endpoint, registry));
    }

    private void bind(String endpoint, MeterRegistry registry) {
        Tags ofServer = tags.and("endpoint", endpoint);
        Gauge.builder("postrider.clickhouse.serving", relay, of(endpoint, serving -> serves(serving, endpoint) ? 1 : 0))
                .description(
                        "1 for the server that the relay of this process sends to and asks, whether it answers or not")
                .tags(ofServer)
                .register(registry);
        Gauge.builder(
                        "postrider.clickhouse.serving.since",
                        relay,
                        of(
                                endpoint,
                                serving -> serves(serving, endpoint)
                                        ? serving.since().toEpochMilli() / 1000.0
                                        : Double.NaN))
                .description("When that server began to serve, in Unix time; not a number for the others")
                .baseUnit("seconds")
                .tags(ofServer)
                .register(registry);
        Gauge.builder("postrider.clickhouse.proven", relay, of(endpoint, serving -> serving.isProven(endpoint) ? 1 : 0))
                .description(
                        "1 for the server that serves, and for those that were proven to be its replicas: only they take"
                                + " over")
                .tags(ofServer)
                .register(registry);
    }

    private static boolean serves(Serving serving, String endpoint) {
        return serving.endpoint().equals(endpoint);
    }

    private static ToDoubleFunction<Relay> of(String endpoint, ToDoubleFunction<Serving> figure) {
        return relay -> relay.serving().stream()
                .filter(serving -> serving.endpoints().contains(endpoint))
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }
}
