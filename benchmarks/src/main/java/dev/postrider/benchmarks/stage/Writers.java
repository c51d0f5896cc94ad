package dev.postrider.benchmarks.stage;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Applications that publish at a rate that nothing slows down: each transaction has a time at which it is meant to begin, and
 * those that come late follow as fast as they can. The writers share the schedule; each is a thread of this process with a
 * connection of its own. Whoever starts them closes them.
 */
public final class Writers implements AutoCloseable {
    /** A rate at which every transaction is late. */
    public static final double FLAT_OUT = Double.POSITIVE_INFINITY;

    private final ExecutorService threads;
    private final List<Future<?>> writers = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private volatile boolean ended;

    private Writers(int number) {
        this.threads = Executors.newFixedThreadPool(number);
    }

    /** What a writer does again and again. */
    public interface Transaction {
        /**
         * Returns when it is committed.
         *
         * @param n counted by all writers together, from 0 on
         * @param intended when it was meant to begin, by {@link System#nanoTime}
         */
        void write(Connection connection, long n, long intended) throws SQLException;
    }

    /**
     * Starts them.
     *
     * @param perSecond how many transactions all of them together begin in a second
     * @param transactions how many they commit if nobody ends them
     */
    public static Writers start(
            PostgresDatabase database, int number, double perSecond, long transactions, Transaction transaction)
            throws SQLException {
        List<Connection> connections = new ArrayList<>();
        for (int writer = 0; writer < number; writer++) {
            connections.add(database.connect());
        }
        Writers writers = new Writers(number);
        long began = System.nanoTime();
        for (Connection connection : connections) {
            writers.writers.add(writers.threads.submit(() -> {
                writers.work(connection, began, perSecond, transactions, transaction);
                return null;
            }));
        }
        return writers;
    }

    private void work(Connection connection, long began, double perSecond, long transactions, Transaction transaction)
            throws SQLException {
        try (connection) {
            for (long n = next.getAndIncrement(); n < transactions && !ended; n = next.getAndIncrement()) {
                long intended = began + Math.round(n * 1e9 / perSecond);
                for (long left = intended - System.nanoTime();
                        left > 0 && !ended;
                        left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                transaction.write(connection, n, intended);
                committed.incrementAndGet();
            }
        }
    }

    /** How many transactions were committed so far. */
    public long committed() {
        return committed.get();
    }

    /**
     * Waits until they have done all that they were started for.
     *
     * @throws IllegalStateException if one of them has failed
     */
    public void await() {
        threads.shutdown();
        try {
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

    /** Ends them after their transactions under way. */
    @Override
    public void close() {
        ended = true;
        await();
    }
}
