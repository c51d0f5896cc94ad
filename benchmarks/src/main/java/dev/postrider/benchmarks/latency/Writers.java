package dev.postrider.benchmarks.latency;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes at a rate that nothing slows down: each transaction has a time at which it is meant to begin, and one that comes late
 * is still counted from that time. Several writers share the schedule, each with a connection and commits of its own.
 */
final class Writers {
    private static final int WRITERS = 8;

    private static final String PUBLISH =
            "SELECT postrider.publish('page_viewed', json_build_object('n', g, 'text', repeat('x', 60)), 'Benchmark')"
                    + " FROM generate_series(1, ?) g";

    private final PostgresDatabase outbox;
    private final int eventsPerTransaction;
    private final double transactionsPerSecond;

    Writers(PostgresDatabase outbox, int eventsPerSecond, int eventsPerTransaction) {
        this.outbox = outbox;
        this.eventsPerTransaction = eventsPerTransaction;
        this.transactionsPerSecond = eventsPerSecond / (double) eventsPerTransaction;
    }

    /** Publishes for that long; gives what was published. Times are of {@link System#nanoTime()}. */
    List<Published> run(double seconds) throws InterruptedException {
        long transactions = Math.round(seconds * transactionsPerSecond);
        ConcurrentLinkedQueue<Published> published = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong();
        long began = System.nanoTime() + 100_000_000;
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                ends.add(threads.submit(() -> {
                    write(began, transactions, next, published);
                    return true;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return List.copyOf(published);
    }

    private void write(long began, long transactions, AtomicLong next, ConcurrentLinkedQueue<Published> published)
            throws SQLException {
        try (Connection connection = outbox.connect();
                PreparedStatement publish = connection.prepareStatement(PUBLISH)) {
            publish.setInt(1, eventsPerTransaction);
            for (long i = next.getAndIncrement(); i < transactions; i = next.getAndIncrement()) {
                long intended = began + Math.round(i * 1e9 / transactionsPerSecond);
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                // Committed when the answer is here: the connection commits each statement.
                List<Long> ids = new ArrayList<>(eventsPerTransaction);
                try (ResultSet row = publish.executeQuery()) {
                    while (row.next()) {
                        ids.add(row.getLong(1));
                    }
                }
                long committed = System.nanoTime();
                ids.forEach(id -> published.add(new Published(id, intended, committed)));
            }
        }
    }
}
