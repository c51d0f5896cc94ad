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
    private final @Nullable Patience patience;
    private final long began = System.nanoTime();
    private @Nullable Integer prepareThreshold;
    private boolean dropped;

    private BorrowedConnection(Connection connection, Duration given, @Nullable Patience patience) {
        this.connection = connection;
        this.given = given;
        this.patience = patience;
    }

    /**
     * Takes the connection in hand; closing what is returned gives it back.
     *
     * @param silence how long the server may stay silent in the middle of a statement before the connection counts as broken
     * @param patience learns whether it did; null where nobody asks
     */
    static Connection of(Connection connection, Duration silence, @Nullable Patience patience) throws SQLException {
        BorrowedConnection borrowed = new BorrowedConnection(connection, silence, patience);
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
        if (connection.isWrapperFor(PGConnection.class)) {
            PGConnection driver = connection.unwrap(PGConnection.class);
            borrowed.prepareThreshold = driver.getPrepareThreshold();
            driver.setPrepareThreshold(0);
        }
        return (Connection) Proxy.newProxyInstance(
                BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, borrowed);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "abort" -> dropped = true;
            case "close" -> giveBack();
            default -> {}
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private void giveBack() throws SQLException {
        boolean broken = connection.isClosed();
        if (patience != null && !dropped) {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            if (!broken) {
                patience.answered(took);
            } else if (took.compareTo(given) >= 0) {
                patience.silent(began);
            }
        }
        if (!broken && prepareThreshold != null) {
            connection.unwrap(PGConnection.class).setPrepareThreshold(prepareThreshold);
            prepareThreshold = null;
        }
    }
}
