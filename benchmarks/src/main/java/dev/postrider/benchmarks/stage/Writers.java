package dev.postrider.benchmarks.stage;

import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Applications that publish as fast as they can: each transaction publishes one event of about 180 bytes and waits for its
 * commit on disk. Threads of this process with a connection each; whoever starts them closes them.
 */
public final class Writers implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults().withEnvironment("Benchmark"));
    private final AtomicLong published = new AtomicLong();
    private final List<Future<?>> writers = new ArrayList<>();
    private final ExecutorService threads;
    private volatile boolean ended;

    private Writers(int number) {
        this.threads = Executors.newFixedThreadPool(number);
    }

    /** What they publish. */
    record UserCreated(String email, String firstName, String lastName, int plan, List<String> tags) {}

    /** Starts them. */
    public static Writers start(PostgresDatabase database, int number) {
        Writers writers = new Writers(number);
        for (int i = 0; i < number; i++) {
            writers.writers.add(writers.threads.submit(() -> {
                writers.publish(database);
                return null;
            }));
        }
        return writers;
    }

    /** How many events were committed so far. */
    public long published() {
        return published.get();
    }

    private void publish(PostgresDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; !ended; i++) {
                outbox.publish(
                        connection,
                        new UserCreated(
                                "user" + i + "@example.com", "First" + i, "Last" + i, i % 5, List.of("a", "b")));
                connection.commit();
                published.incrementAndGet();
            }
        }
    }

    /**
     * Ends them after their transactions under way.
     *
     * @throws IllegalStateException if one of them had failed
     */
    @Override
    public void close() {
        ended = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a writer did not end within " + CLOSE_SECONDS + " s");
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed", e.getCause());
        }
    }
}
