package dev.postrider.relay.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Borrows connections in a known state: an application's pool may hand them out with autocommit off, another isolation level
 * or read-only, as suits the application.
 */
public final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    /** How long a server may stay silent in the middle of a tool's statement before the connection counts as broken. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private Connections() {}

    /** A connection on which each statement is a transaction of its own. */
    public static Connection committing(DataSource dataSource) throws SQLException {
        return withAutoCommit(dataSource, silence(dataSource), true);
    }

    /**
     * A connection on which each statement is a transaction of its own.
     *
     * @param silence how long the server may stay silent in the middle of a statement before the connection counts as broken
     */
    public static Connection committing(DataSource dataSource, Duration silence) throws SQLException {
        return withAutoCommit(dataSource, silence, true);
    }

    /**
     * A connection in a transaction.
     *
     * @param begin statements that say what the transaction needs; they must hold for it alone, because a pooler may give the
     *     server's session to another client after it
     */
    public static Connection inTransaction(DataSource dataSource, String begin) throws SQLException {
        Connection connection = inTransaction(dataSource);
        try {
            execute(connection, begin);
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    /** A connection in a transaction whose first statement says what the transaction needs, as above. */
    public static Connection inTransaction(DataSource dataSource) throws SQLException {
        return withAutoCommit(dataSource, silence(dataSource), false);
    }

    private static Duration silence(DataSource dataSource) {
        return dataSource instanceof RelayDataSource relay ? relay.patience().limit() : SILENCE;
    }

    private static Connection withAutoCommit(DataSource dataSource, Duration silence, boolean autoCommit)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            if (connection.isReadOnly()) {
                connection.setReadOnly(false);
            }
            if (connection.getAutoCommit() != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            return BorrowedConnection.of(
                    connection, silence, dataSource instanceof RelayDataSource relay ? relay.patience() : null);
        } catch (SQLException e) {
            close(connection, e);
            throw e;
        }
    }

    /** Drops a connection on which a COPY may be under way: anything else on it would wait for the COPY's end. */
    public static void drop(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
        try {
            connection.close();
        } catch (SQLException e) {
            // A pool may want to clean up what is gone; it notices, and forgets the connection.
            log.atTrace().setCause(e).log("a dropped connection could not be cleaned up");
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
