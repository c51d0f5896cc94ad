package dev.postrider.benchmarks.held;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Two applications that publish at a steady rate, whatever becomes of the events. Thread-safe. */
final class Writers {
    /** Both together. */
    static final int EVENTS_PER_SECOND = 2_500;

    private static final int WRITERS = 2;
    private static final int PER_TRANSACTION = 5;
    private static final long NANOS_BETWEEN = 1_000_000_000L * WRITERS * PER_TRANSACTION / EVENTS_PER_SECOND;

    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final List<Future<?>> work = new ArrayList<>();
    private final AtomicLong published = new AtomicLong();
    private volatile boolean ended;

    private Writers() {}

    static Writers start(PostgresDatabase database, String table) {
        Writers writers = new Writers();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.work.add(writers.threads.submit(() -> {
                writers.write(database, table);
                return null;
            }));
        }
        return writers;
    }

    /** A writer that was held up makes up for it: the rate is what is offered, not what is left of it. */
    private void write(PostgresDatabase database, String table) throws SQLException {
        String sql = """
                INSERT INTO %s (event_type, environment, event_context)
                SELECT 'user_created', 'Benchmark',
                       ('{"email":"user' || i || '@example.com","first_name":"First' || i || '","last_name":"Last' || i
                        || '","plan":' || i %% 5 || ',"tags":["a","b",' || i || ']}')::json
                FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) AS i""".formatted(table);
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            long next = System.nanoTime();
            for (long number = 1; !ended; number += PER_TRANSACTION) {
                insert.setLong(1, number);
                insert.setLong(2, number + PER_TRANSACTION - 1);
                insert.executeUpdate();
                published.addAndGet(PER_TRANSACTION);
                next += NANOS_BETWEEN;
                while (System.nanoTime() < next && !ended) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            }
        }
    }

    /** How many events were committed so far. */
    long published() {
        return published.get();
    }

    /**
     * Ends them.
     *
     * @return how many events they have published
     */
    long end() throws InterruptedException, ExecutionException {
        ended = true;
        threads.shutdown();
        for (Future<?> each : work) {
            each.get();
        }
        return published.get();
    }
}
