package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Quick looks at the server, each on a connection of its own. A client that keeps no connections serves one caller at a time, so
 * there are as many as there are callers at once. Thread-safe.
 */
public final class Glances implements AutoCloseable {
    private final ClickHouseSettings settings;
    private final Queue<Client> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    public Glances(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** What the server answers; whatever goes wrong is thrown as it comes from the client. */
    public <T> T take(Function<Client, T> look) {
        Client client = idle.poll();
        if (client == null) {
            client = Clients.glances(settings);
        }
        try {
            return look.apply(client);
        } finally {
            idle.add(client);
            if (closed) {
                closeIdle();
            }
        }
    }

    /** Whether the server answers at all. */
    public boolean isReachable() {
        return take(client -> client.ping(Clients.PROBE_TIMEOUT_MILLIS));
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Client client = idle.poll(); client != null; client = idle.poll()) {
            client.close();
        }
    }
}
