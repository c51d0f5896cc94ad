package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Quick looks at the server, each on a connection of its own. A client that keeps no connections serves one caller at a time, so
 * there are as many as there are callers at once. Thread-safe.
 */
public final class Glances implements AutoCloseable {
    /** Of a server that nobody can stand in for. */
    public static final Duration PATIENT = Duration.ofSeconds(2);

    /** Of a server that others can stand in for. */
    public static final Duration BRISK = Duration.ofSeconds(1);

    private static final Duration JUST_NOW = Duration.ofMillis(500);

    private final ClickHouseSettings settings;
    private final Duration longest;
    private final Queue<Client> idle = new ConcurrentLinkedQueue<>();
    /** When a look last got no answer; null if the last got one. */
    private volatile @Nullable Long unansweredNanos;

    private volatile boolean closed;

    /**
     * Looks at nothing yet.
     *
     * @param longest how long an answer is waited for
     */
    public Glances(ClickHouseSettings settings, Duration longest) {
        this.settings = settings;
        this.longest = longest;
    }

    /** What the server answers; whatever goes wrong is thrown as it comes from the client. */
    public <T> T take(Function<Client, T> look) {
        Client client = idle.poll();
        if (client == null) {
            client = Clients.glances(settings, longest);
        }
        try {
            T seen = look.apply(client);
            unansweredNanos = null;
            return seen;
        } catch (RuntimeException e) {
            unansweredNanos = new SinkException("", e).code() == 0 ? System.nanoTime() : null;
            throw e;
        } finally {
            idle.add(client);
            if (closed) {
                closeIdle();
            }
        }
    }

    /** Whether the last look got no answer, a moment ago. */
    public boolean foundNobodyJustNow() {
        Long nanos = unansweredNanos;
        return nanos != null && System.nanoTime() - nanos < JUST_NOW.toNanos();
    }

    /** Whether the server answers at all. */
    public boolean isReachable() {
        return take(client -> client.ping(longest.toMillis()));
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
