package dev.postrider.relay.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Borrows connections in a known state: an application's pool may hand them out with autocommit off, another isolation level
 * or read-only, as suits the application.
 */
public final class Connections {
    private Connections() {}

    /** A connection on which each statement is a transaction of its own. */
    public static Connection committing(DataSource dataSource) throws SQLException {
        return withAutoCommit(dataSource.getConnection(), true);
    }

    /**
     * A connection in a transaction.
     *
     * @param begin statements that say what the transaction needs; they must hold for it alone, because a pooler may give the
     *     server's session to another client after it
     */
    public static Connection inTransaction(DataSource dataSource, String begin) throws SQLException {
        Connection connection = withAutoCommit(dataSource.getConnection(), false);
        try {
            execute(connection, begin);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    private static Connection withAutoCommit(Connection connection, boolean autoCommit) throws SQLException {
        try {
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            return connection;
        } catch (SQLException e) {
            close(connection, e);
            throw e;
        }
    }

    /** Runs statements that give no rows. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void close(Connection connection, Exception cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
