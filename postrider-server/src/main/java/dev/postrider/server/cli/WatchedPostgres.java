package dev.postrider.server.cli;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL as a command uses it: each connection is a new one, and all of them can be broken off at once. Thread-safe. */
final class WatchedPostgres extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient Set<Connection> open = ConcurrentHashMap.newKeySet();

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        open.removeIf(WatchedPostgres::isClosed);
        open.add(connection);
        return connection;
    }

    /** Whether a new connection gets an answer, if only that it is not wanted. */
    boolean answers() {
        try (Connection ping = super.getConnection(getUser(), getPassword())) {
            return ping != null;
        } catch (SQLException e) {
            String state = e.getSQLState();
            return state != null && !state.startsWith("08");
        }
    }

    /** Ends whatever waits for an answer. */
    void breakOff() {
        for (Connection connection : List.copyOf(open)) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                open.remove(connection);
            }
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }
}
