package dev.postrider.console.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections of a pool within a time limit, whatever the pool's own is: 30 seconds with HikariCP, when nobody waits for a page any more.
 * While somebody's attempt is overdue nobody else is kept waiting. Thread-safe.
 */
final class PromptDataSource extends DelegatingDataSource {
    /** A pool that has to connect anew takes tens of milliseconds. */
    static final Duration LONGEST = Duration.ofSeconds(3);

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "postrider-console-connection");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Attempt> overdue = ConcurrentHashMap.newKeySet();

    PromptDataSource(DataSource pool) {
        super(pool);
    }

    /** One call of the pool, which can't be interrupted. */
    private final class Attempt implements Runnable {
        private final CompletableFuture<Connection> answer = new CompletableFuture<>();

        @Override
        public void run() {
            try {
                Connection connection = obtainTargetDataSource().getConnection();
                if (!answer.complete(connection)) {
                    connection.close();
                }
            } catch (SQLException | RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                overdue.remove(this);
            }
        }

        /** Nobody waits any more; whether it is too late for that because there is an answer. */
        boolean giveUp() {
            overdue.add(this);
            boolean isGivenUp = answer.cancel(false);
            if (!isGivenUp) {
                overdue.remove(this);
            }
            return isGivenUp;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!overdue.isEmpty()) {
            throw none("an earlier attempt to get a connection is still waiting");
        }
        Attempt attempt = new Attempt();
        threads.execute(attempt);
        try {
            return attempt.answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (attempt.giveUp()) {
                throw none("there was no connection within " + LONGEST.toSeconds() + " s");
            }
            return answered(attempt);
        } catch (ExecutionException e) {
            return answered(attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (attempt.giveUp()) {
                throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
            }
            return answered(attempt);
        }
    }

    private static Connection answered(Attempt attempt) throws SQLException {
        try {
            return attempt.answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new SQLException("no connection: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    private static SQLException none(String what) {
        return new SQLTransientConnectionException(
                what + ": PostgreSQL is silent, or all connections of the pool are in use");
    }
}
