package dev.postrider.relay;

import dev.postrider.relay.sink.Sink;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** Delivers committed events. Thread-safe. Whoever makes it closes it. */
public final class Relay implements AutoCloseable {
    private volatile RelayStatus status = new RelayStatus(RelayState.STARTING, Instant.now(), 0, null, null, 0);

    /**
     * Starts nothing yet.
     *
     * @param dataSource connections to the database with the outbox; borrowed for short transactions, four at most at once.
     *     The relay doesn't close it
     * @param sink where batches go; the relay closes it
     */
    public Relay(DataSource dataSource, Sink sink, RelaySettings settings, RelayListener listener) {
        java.util.Objects.requireNonNull(dataSource);
        java.util.Objects.requireNonNull(sink);
        java.util.Objects.requireNonNull(settings);
        java.util.Objects.requireNonNull(listener);
    }

    /** Begins to work in threads of its own and returns at once. Databases that are down are waited for. */
    public void start() {}

    /** What the relay is doing now. */
    public RelayStatus status() {
        return status;
    }

    /** Finishes or abandons the batches in flight within ten seconds, gives up the lease, and ends all threads. */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /** As {@link #close()}, within the given time. */
    public void close(Duration within) {}
}
