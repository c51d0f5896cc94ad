package dev.postrider.crashtests;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writers that publish without end, through whatever happens to the database: transactions of one event to many, savepoints
 * and rollbacks, contexts that are easily altered, dates that spread a batch over several of the event log's partitions.
 */
public final class Load implements AutoCloseable {
    /** Of a hundred events four lie years back or ahead, the first and the last year among them, and ten a month back. */
    private static final String PUBLISH = """
            SELECT count(postrider.publish(
                     (ARRAY['thing_happened', 'user_created', 'Order.Paid'])[(1 + n % 3)::int],
                     format('{"n": %s, "n":%s,"text": "%s", "nul": "\\u0000", "lone": "\\ud800", "big": 12345678901234567890.10, "ä€😀": [ ]}',
                            n, -n, repeat('x', (n % 150)::int))::json,
                     'Test',
                     CASE n % 100
                          WHEN 0 THEN timestamptz '2019-03-01 00:00Z' + n * interval '1 microsecond'
                          WHEN 25 THEN timestamptz '1900-01-01 00:00Z' + n * interval '1 microsecond'
                          WHEN 55 THEN timestamptz '2262-04-12 00:00Z' + n * interval '1 microsecond'
                          WHEN 75 THEN timestamptz '2299-12-31 23:59:59.999999Z' - n * interval '1 microsecond'
                          ELSE CASE
                          WHEN m > 0 THEN timestamptz '2026-01-15 00:00Z' - (n % m) * interval '1 month' + n * interval '1 microsecond'
                          WHEN n % 10 = 0 THEN clock_timestamp() - interval '31 days' END END,
                     1 + n % 5,
                     CASE WHEN n % 7 = 0 THEN '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' END))
            FROM generate_series(?::bigint + 1, ?::bigint + ?::bigint) AS n, CAST(? AS int) AS m""";

    private final String jdbcUrl;
    private final int mostTogether;
    private final boolean rollsBack;
    private final long pauseNanos;
    private final int months;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong confirmed = new AtomicLong();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean ended;
    private volatile @Nullable SQLException surprise;

    private Load(String jdbcUrl, Pace pace, int months) {
        this.jdbcUrl = jdbcUrl;
        this.months = months;
        this.mostTogether = pace.mostTogether();
        this.rollsBack = pace.rollsBack();
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pace.pauseMillis());
    }

    /**
     * How much is published.
     *
     * @param writers so many connections
     * @param mostTogether events in one transaction, at the most
     * @param pauseMillis between the transactions of one writer
     * @param rollsBack whether every sixteenth transaction is rolled back, and every sixteenth back to a savepoint
     */
    public record Pace(int writers, int mostTogether, long pauseMillis, boolean rollsBack) {
        /** A few hundred events a second, in many small transactions. */
        public static final Pace GENTLE = new Pace(2, 10, 20, true);
    }

    /** Begins to publish into an outbox. */
    public static Load on(PostgresDatabase postgres, Pace pace, long seed) {
        return on(postgres.jdbcUrl(), pace, seed);
    }

    /** Begins to publish into the outbox that this URL leads to. */
    public static Load on(String jdbcUrl, Pace pace, long seed) {
        return begin(new Load(jdbcUrl, pace, 0), pace, seed);
    }

    /** Begins to publish into an outbox; the events lie evenly over so many months, and a few in other centuries. */
    public static Load overMonths(PostgresDatabase postgres, Pace pace, int months, long seed) {
        return begin(new Load(postgres.jdbcUrl(), pace, months), pace, seed);
    }

    private static Load begin(Load load, Pace pace, long seed) {
        for (int i = 0; i < pace.writers(); i++) {
            Random random = new Random(seed + i);
            Thread writer = new Thread(() -> load.publishUntilTheEnd(random), "load-" + i);
            load.writers.add(writer);
            writer.start();
        }
        return load;
    }

    /** Events whose commit was confirmed so far. */
    public long confirmed() {
        return confirmed.get();
    }

    /**
     * Ends the publishing; afterwards nothing more is committed.
     *
     * @throws IllegalStateException if an event was refused
     */
    @Override
    public void close() {
        ended = true;
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        if (surprise != null) {
            throw new IllegalStateException("publishing failed", surprise);
        }
    }

    private void publishUntilTheEnd(Random random) {
        while (!ended) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
                connection.setAutoCommit(false);
                while (!ended) {
                    publish(connection, random);
                    LockSupport.parkNanos(pauseNanos);
                }
            } catch (SQLException e) {
                if (!isLoss(e)) {
                    surprise = e;
                    return;
                }
                // What was committed is in the witness's book.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    /** PostgreSQL was killed, is starting, or goes on after one of its processes was killed. */
    private static boolean isLoss(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("08") || state.startsWith("57P");
    }

    private void publish(Connection connection, Random random) throws SQLException {
        int fate = rollsBack ? random.nextInt(16) : -1;
        int events = 1 + random.nextInt(mostTogether);
        if (fate == 1) {
            java.sql.Savepoint savepoint = connection.setSavepoint();
            publish(connection, events);
            connection.rollback(savepoint);
        }
        publish(connection, events);
        if (fate == 0) {
            connection.rollback();
        } else {
            connection.commit();
            confirmed.addAndGet(events);
        }
    }

    private void publish(Connection connection, int events) throws SQLException {
        long from = next.getAndAdd(events);
        try (PreparedStatement statement = connection.prepareStatement(PUBLISH)) {
            statement.setLong(1, from);
            statement.setLong(2, from);
            statement.setLong(3, events);
            statement.setInt(4, months);
            statement.execute();
        }
    }
}
