package dev.postrider.relay.sql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A connection of the application's while the relay has it: it names no statements on the server, and goes back as it came.
 *
 * <p>Names belong to a server's session. Behind a pooler in transaction mode each transaction may get another session, on
 * which the name is missing, or stands for another client's statement: then COMMIT would do something else, and say that it
 * was done.
 */
final class BorrowedConnection implements InvocationHandler {
    private final Connection connection;
    private final Duration given;
    private final End end;
    private final @Nullable AdaptiveTimeout timeout;
    private final Before before;
    private final long began = System.nanoTime();
    private boolean dropped;

    /** How what was done ends when the connection is given back. */
    enum End {
        /** Each statement is a transaction of its own. */
        NOTHING,
        COMMIT,
        ROLLBACK
    }

    /**
     * How the connection came.
     *
     * @param prepareThreshold of the driver's; null where the driver is another one
     */
    private record Before(
            boolean readOnly,
            boolean autoCommit,
            int networkTimeout,
            @Nullable Integer prepareThreshold) {
        static Before of(Connection connection) throws SQLException {
            return new Before(
                    connection.isReadOnly(),
                    connection.getAutoCommit(),
                    connection.getNetworkTimeout(),
                    connection.isWrapperFor(PGConnection.class)
                            ? connection.unwrap(PGConnection.class).getPrepareThreshold()
                            : null);
        }

        /** Sets it again; no transaction may be open. */
        void restore(Connection connection) throws SQLException {
            if (prepareThreshold != null) {
                connection.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
            }
            connection.setReadOnly(readOnly);
            connection.setAutoCommit(autoCommit);
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
        }
    }

    private BorrowedConnection(Connection connection, Duration given, End end, @Nullable AdaptiveTimeout timeout)
            throws SQLException {
        this.connection = connection;
        this.given = given;
        this.end = end;
        this.timeout = timeout;
        this.before = Before.of(connection);
    }

    /**
     * Takes the connection in hand; closing what is returned gives it back.
     *
     * @param socketTimeout how long the server may stay silent in the middle of a statement before the connection counts as broken
     * @param timeout learns whether it did; null where nobody asks
     */
    static Connection of(Connection connection, Duration socketTimeout, End end, @Nullable AdaptiveTimeout timeout)
            throws SQLException {
        BorrowedConnection borrowed = new BorrowedConnection(connection, socketTimeout, end, timeout);
        connection.setReadOnly(false);
        connection.setAutoCommit(end == End.NOTHING);
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(socketTimeout.toMillis()));
        if (borrowed.before.prepareThreshold() != null) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(0);
        }
        return (Connection) Proxy.newProxyInstance(
                BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, borrowed);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "abort" -> dropped = true;
            case "close" -> {
                giveBack();
                return null;
            }
            default -> {}
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private void giveBack() throws SQLException {
        try (connection) {
            try {
                finish();
            } finally {
                boolean broken = connection.isClosed();
                tell(broken);
                if (!broken) {
                    before.restore(connection);
                }
            }
        }
    }

    /** What has failed is not committed: the driver makes an error of that, and the caller has had its cause. */
    private void finish() throws SQLException {
        if (connection.isClosed() || end == End.NOTHING) {
            return;
        }
        if (end == End.COMMIT) {
            connection.commit();
        } else {
            rollBack();
        }
    }

    /** A server that has ended the session has undone it all: nothing is left to do but to let the connection go. */
    private void rollBack() throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            connection.abort(Runnable::run);
        }
    }

    private void tell(boolean broken) {
        if (timeout == null || dropped) {
            return;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (!broken) {
            timeout.answered(took);
        } else if (took.compareTo(given) >= 0) {
            timeout.silent(began);
        }
    }
}
