package dev.postrider.server.fleet;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.Relay;
import dev.postrider.relay.status.RelayState;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.health.OutboxHealth;
import dev.postrider.spring.metrics.OutboxMeters;
import dev.postrider.spring.watch.OutboxWatch;
import dev.postrider.spring.watch.SinkWatch;
import java.time.Duration;
import java.util.LinkedHashMap;
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

    /** Connects to nothing yet. What is given is started and closed with it. */
    FleetOutbox(String name, HikariDataSource pool, SchemaWait schema, OutboxWatch watch, Relay relay) {
        this.name = name;
        this.pool = pool;
        this.schema = schema;
        this.watch = watch;
        this.relay = relay;
    }

    String name() {
        return name;
    }

    /** Whether this process delivers from it. */
    boolean isLed() {
        return relay.status().state() == RelayState.ACTIVE;
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

    /** As the console shows it. */
    ConsoleOutbox shown() {
        return ConsoleOutbox.sharing(name, pool, Pools.OF_CONSOLE, watch);
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
