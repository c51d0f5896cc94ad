package dev.postrider.relay.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Borrows connections in a known state, whatever an application's pool has made of them and whatever the server, the database or
 * the user has as default: READ COMMITTED, writing, without time-outs, and with no policy that hides rows. What is asked for
 * holds for a transaction, because a pooler may give the server's session to another client after it.
 */
public final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    /** How long a server may stay silent in the middle of a tool's statement before the connection counts as broken. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

    private static final String BEGIN = SqlFile.text(Connections.class, "begin_transaction.sql");
    private static final String NO_TRANSACTION_TIMEOUT = SqlFile.text(Connections.class, "no_transaction_timeout.sql");
    private static final String BRIEFLY_IDLE = SqlFile.text(Connections.class, "briefly_idle.sql");

    private static final String READ_ONLY = "SET TRANSACTION READ ONLY";

    /** The first version that has a transaction_timeout. */
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private Connections() {}

    /** A connection for one statement, or a few that belong together: they are committed when it is given back. */
    public static Connection committing(DataSource dataSource) throws SQLException {
        return committing(dataSource, socketTimeout(dataSource));
    }

    /**
     * A connection for one statement, or a few that belong together: they are committed when it is given back.
     *
     * @param socketTimeout how long the server may stay silent in the middle of a statement before the connection counts as broken
     */
    public static Connection committing(DataSource dataSource, Duration socketTimeout) throws SQLException {
        return begun(borrow(dataSource, socketTimeout, BorrowedConnection.End.COMMIT), BRIEFLY_IDLE);
    }

    /** A connection for statements that only read; on a standby, too. */
    public static Connection reading(DataSource dataSource) throws SQLException {
        return inTransaction(dataSource, READ_ONLY);
    }

    /** A connection for statements that begin and end their transaction themselves, sent together: that is one round trip. */
    public static Connection bare(DataSource dataSource) throws SQLException {
        return borrow(dataSource, socketTimeout(dataSource), BorrowedConnection.End.NOTHING);
    }

    /**
     * A connection in a transaction, which the caller ends.
     *
     * @param begin statements that say what else the transaction needs; they must hold for it alone
     */
    public static Connection inTransaction(DataSource dataSource, String begin) throws SQLException {
        return begun(inTransaction(dataSource), begin);
    }

    /** A connection in a transaction, which the caller ends, and whose first statement is sent as {@link #first} has it. */
    public static Connection inTransaction(DataSource dataSource) throws SQLException {
        return borrow(dataSource, socketTimeout(dataSource), BorrowedConnection.End.ROLLBACK);
    }

    /** A transaction's first statement together with what the transaction needs: that saves a round trip. */
    public static String first(Connection connection, String sql) throws SQLException {
        boolean hasTimeout = connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE;
        return BEGIN + ";\n" + (hasTimeout ? NO_TRANSACTION_TIMEOUT + ";\n" : "") + sql;
    }

    /** The rows of the first that gives some of several statements, which are sent together. */
    public static ResultSet firstRows(PreparedStatement statements) throws SQLException {
        boolean rows = statements.execute();
        while (!rows) {
            rows = statements.getMoreResults();
            if (!rows && statements.getUpdateCount() < 0) {
                throw new SQLException("none of the statements gave rows");
            }
        }
        return statements.getResultSet();
    }

    /** Ends the transaction of such a connection and begins another one: after a statement that failed it is of no use. */
    public static void readAnew(Connection connection) throws SQLException {
        connection.rollback();
        execute(connection, first(connection, READ_ONLY));
    }

    private static Connection begun(Connection connection, String begin) throws SQLException {
        try {
            execute(connection, first(connection, begin));
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection, e);
            throw e;
        }
    }

    private static Duration socketTimeout(DataSource dataSource) {
        return dataSource instanceof RelayDataSource relay ? relay.timeout().limit() : SOCKET_TIMEOUT;
    }

    private static Connection borrow(DataSource dataSource, Duration socketTimeout, BorrowedConnection.End end)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return BorrowedConnection.of(
                    connection,
                    socketTimeout,
                    end,
                    dataSource instanceof RelayDataSource relay ? relay.timeout() : null);
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
