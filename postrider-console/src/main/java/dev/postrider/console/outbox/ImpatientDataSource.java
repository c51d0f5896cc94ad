package dev.postrider.console.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections on which a server may stay silent for as long as somebody waits for a page, and no longer, whatever a tool asks for. They go
 * back as they came. Thread-safe.
 */
final class ImpatientDataSource extends DelegatingDataSource {
    /** A page's statements take milliseconds. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private static final int MOST_MILLIS = Math.toIntExact(LONGEST_SILENCE.toMillis());

    ImpatientDataSource(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, limited(before));
            return impatient(connection, before);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Zero is without a limit. */
    private static int limited(int millis) {
        return millis == 0 ? MOST_MILLIS : Math.min(millis, MOST_MILLIS);
    }

    private static Connection impatient(Connection connection, int before) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        switch (method.getName()) {
                            case "setNetworkTimeout" -> {
                                connection.setNetworkTimeout((Executor) arguments[0], limited((int) arguments[1]));
                                return null;
                            }
                            case "close" -> {
                                if (!connection.isClosed()) {
                                    connection.setNetworkTimeout(Runnable::run, before);
                                }
                            }
                            default -> {}
                        }
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
