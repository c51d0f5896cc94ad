package dev.postrider.server.fleet;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.Relay;
import dev.postrider.relay.memory.BatchMemory;
import dev.postrider.relay.sink.FailoverSink;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayListeners;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.health.OutboxHealth;
import dev.postrider.spring.metrics.OutboxMeters;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;

/** One outbox of the fleet: its connections, its schema, its watch and its relay. Thread-safe. Whoever makes it closes it. */
final class FleetOutbox {

    private final String name;
    private final HikariDataSource pool;
    private final OutboxWatch watch;
    private final SchemaWait schema;
    private final Relay relay;
    private boolean closed;

    /** Connects to nothing yet. */
    FleetOutbox(
            OutboxDatabase outbox,
            HikariDataSource pool,
            SchemaWait schema,
            PostriderProperties properties,
            List<RelayListener> listeners,
            BatchMemory memory) {
        this.name = outbox.outbox();
        this.pool = pool;
        this.schema = schema;
        this.watch = new OutboxWatch(pool);
        this.relay = new Relay(
                pool,
                FailoverSink.create(properties.clickhouse().settings()),
                properties.relaySettings().withOutbox(name),
                new RelayListeners(listeners),
                memory);
    }

    String name() {
        return name;
    }

    void show(OutboxMeters meters, PostriderProperties properties) {
        meters.show(watch, properties.budget().settings(), relay);
    }

    HealthContributor health(SinkWatch sink, PostriderProperties properties) {
        Map<String, HealthContributor> parts = new LinkedHashMap<>();
        parts.put("schema", schema);
        parts.putAll(OutboxHealth.parts(watch, sink, relay, properties));
        return CompositeHealthContributor.fromMap(parts);
    }

    /** Returns at once. The relay begins when the schema is ready. */
    void start() {
        watch.start();
        schema.thenRun(this::startRelay);
    }

    private synchronized void startRelay() {
        if (!closed) {
            relay.start();
        }
    }

    /** Lets the batches in flight arrive within a time, or abandons them to the next relay. */
    void close(Duration within) {
        synchronized (this) {
            closed = true;
        }
        relay.close(within);
        watch.stop();
        pool.close();
    }
}
