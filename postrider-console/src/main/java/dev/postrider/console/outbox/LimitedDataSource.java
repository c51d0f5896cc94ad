package dev.postrider.console.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections of a pool that others need more: so many of them at once. Whoever comes when they are all in use waits a little. Thread-safe. */
final class LimitedDataSource extends DelegatingDataSource {
    private static final long LONGEST_WAIT_SECONDS = 5;

    private final Semaphore free;
    private final int most;

    LimitedDataSource(DataSource pool, int most) {
        this(pool, new Semaphore(most, true), most);
    }

    private LimitedDataSource(DataSource pool, Semaphore free, int most) {
        super(pool);
        this.free = free;
        this.most = most;
    }

    /** The same number for both together, obtained in another way. */
    LimitedDataSource through(DataSource pool) {
        return new LimitedDataSource(pool, free, most);
    }

    @Override
    public Connection getConnection() throws SQLException {
        awaitFree();
        try {
            return released(super.getConnection());
        } catch (SQLException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    private void awaitFree() throws SQLException {
        try {
            if (!free.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException(
                        "the console's " + most + " connections are all in use by other pages; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        }
    }

    /** The same connection, which makes room for another when it is closed. */
    private Connection released(Connection connection) {
        AtomicBoolean open = new AtomicBoolean(true);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        boolean ends = method.getName().equals("close")
                                || method.getName().equals("abort");
                        if (ends && open.compareAndSet(true, false)) {
                            free.release();
                        }
                    }
                });
    }
}
