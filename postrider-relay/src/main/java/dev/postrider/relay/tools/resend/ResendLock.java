package dev.postrider.relay.tools.resend;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * While it is held, no replay and no repair runs on this database but its holder's. It stays in a transaction, idle but for the lock.
 * For one thread; whoever takes it closes it.
 */
public final class ResendLock implements AutoCloseable {
    private static final String LOCK = SqlFile.text(ResendLock.class, "lock_target.sql");
    private static final String LOCK_BEGIN = "SET LOCAL idle_in_transaction_session_timeout = 0";

    private final Connection connection;

    private ResendLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes it.
     *
     * @throws ResendBusyException if a replay or a repair is under way
     */
    public static ResendLock take(DataSource dataSource) throws SQLException {
        ResendLock lock = new ResendLock(Connections.inTransaction(dataSource, LOCK_BEGIN));
        try {
            if (!lock.isTaken()) {
                throw new ResendBusyException();
            }
            return lock;
        } catch (SQLException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private boolean isTaken() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOCK)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** A connection that was broken off took the lock with it: another resend may have begun. */
    public void require() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }
}
