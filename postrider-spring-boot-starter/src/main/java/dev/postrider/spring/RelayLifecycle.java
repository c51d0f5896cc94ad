package dev.postrider.spring;

import dev.postrider.relay.Relay;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the relay after everything else and stops it before everything else. What is still undelivered then is safe in
 * PostgreSQL, and the next relay goes on with it.
 */
final class RelayLifecycle implements SmartLifecycle {

    private final Relay relay;
    private final SchemaStart schema;
    private final Duration stopTimeout;
    private boolean running;

    RelayLifecycle(Relay relay, SchemaStart schema, Duration stopTimeout) {
        this.relay = relay;
        this.schema = schema;
        this.stopTimeout = stopTimeout;
    }

    @Override
    public synchronized void start() {
        running = true;
        schema.whenReady(this::startRelay);
    }

    private synchronized void startRelay() {
        if (running) {
            relay.start();
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        relay.close(stopTimeout);
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    /** The last to start, the first to stop. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
