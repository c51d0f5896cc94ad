package dev.postrider.benchmarks.publish;

import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** One connection that commits transactions of one kind, and the clocks of both of its ends. */
final class Writer implements AutoCloseable {
    /** What one transaction does; the numbers from {@code n} on are its own. */
    interface Transaction {
        void write(Connection connection, long n) throws SQLException;
    }

    /**
     * Some transactions of one writer, on average.
     *
     * @param writeMicros from a transaction's begin to its commit, commit not included
     * @param micros of wall time, commit included
     * @param serverMicros CPU of the writer's own server process
     * @param clientMicros CPU of the writer's thread
     * @param walBytes written by the server meanwhile
     */
    record Slice(double writeMicros, double micros, double serverMicros, double clientMicros, double walBytes) {}

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Connection connection;
    private final Transaction transaction;
    private final int events;
    private final AtomicLong numbers;
    private final Path serverClock;

    /**
     * @param events how many numbers a transaction uses up
     * @param numbers what all writers count on
     */
    Writer(PostgresDatabase database, Transaction transaction, int events, AtomicLong numbers) throws SQLException {
        this.connection = database.connect();
        connection.setAutoCommit(false);
        this.transaction = transaction;
        this.events = events;
        this.numbers = numbers;
        this.serverClock = Path.of("/proc/" + ask("SELECT pg_backend_pid()") + "/schedstat");
    }

    /** A few transactions that don't count, since the others' have displaced this one's from the caches, and then some that do. */
    Slice slice(int before, int transactions) throws SQLException {
        for (int i = 0; i < before; i++) {
            transaction.write(connection, next());
            connection.commit();
        }
        long wal = wal();
        long server = serverNanos();
        long client = THREADS.getCurrentThreadCpuTime();
        long began = System.nanoTime();
        long writing = 0;
        for (int i = 0; i < transactions; i++) {
            long at = System.nanoTime();
            transaction.write(connection, next());
            writing += System.nanoTime() - at;
            connection.commit();
        }
        double perMicro = 1e3 * transactions;
        return new Slice(
                writing / perMicro,
                (System.nanoTime() - began) / perMicro,
                (serverNanos() - server) / perMicro,
                (THREADS.getCurrentThreadCpuTime() - client) / perMicro,
                (double) (wal() - wal) / transactions);
    }

    private long next() {
        return numbers.getAndAdd(events);
    }

    private long wal() throws SQLException {
        return ask("SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
    }

    private long ask(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            long answer = one(statement);
            connection.commit();
            return answer;
        }
    }

    /** A statement's only value. */
    static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new IllegalStateException("no row came of " + statement);
            }
            return rows.getLong(1);
        }
    }

    /** To the nanosecond, where {@code stat} counts in steps of 10 ms. */
    private long serverNanos() {
        try {
            return Long.parseLong(Files.readString(serverClock).split(" ", 2)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("the CPU time of a server process can't be read", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
