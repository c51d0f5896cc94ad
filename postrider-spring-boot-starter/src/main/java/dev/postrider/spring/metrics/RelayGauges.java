package dev.postrider.spring.metrics;

import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;

/** Shows what this process's relay is doing now. */
final class RelayGauges implements MeterBinder {

    private final Relay relay;
    private final Tags tags;

    RelayGauges(Relay relay, Tags tags) {
        this.relay = relay;
        this.tags = tags;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("postrider.relay.active", relay, here -> here.status().state() == RelayState.ACTIVE ? 1 : 0)
                .description("1 while the relay of this process is the active one, 0 otherwise")
                .tags(tags)
                .register(registry);
        for (RelayState state : RelayState.values()) {
            Gauge.builder("postrider.relay.state", relay, here -> here.status().state() == state ? 1 : 0)
                    .description("1 for what the relay of this process is doing, 0 for everything else")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .tags(tags)
                    .register(registry);
        }
        Gauge.builder("postrider.relay.outage", relay, here -> here.status().outage() == null ? 0 : 1)
                .description("1 while the relay of this process can't deliver")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "postrider.inserts.in.flight",
                        relay,
                        here -> here.status().inFlight())
                .description("Batches planned by this process and not acknowledged yet")
                .tags(tags)
                .register(registry);
        for (int shard = 0; relay.shards() > 1 && shard < relay.shards(); shard++) {
            int place = shard;
            Gauge.builder("postrider.shard.pending.batches", relay, here -> pending(here, place))
                    .description("Batches in flight whose events this shard of the event log has not stored yet")
                    .tag("shard", Integer.toString(place + 1))
                    .tags(tags)
                    .register(registry);
        }
    }

    private static int pending(Relay relay, int shard) {
        List<Integer> ofShards = relay.status().pendingOfShards();
        return shard < ofShards.size() ? ofShards.get(shard) : 0;
    }
}
