package dev.postrider.relay.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One transaction on a borrowed connection: committed if the work returns, rolled back if it throws. */
public final class ShortTransaction {
    private ShortTransaction() {}

    public interface Work<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }

    public static <T extends @Nullable Object> T run(DataSource dataSource, String begin, Work<T> work)
            throws SQLException {
        return run(Connections.inTransaction(dataSource, begin), work);
    }

    /** The work sends its first statement as {@link Connections#first} has it. */
    public static <T extends @Nullable Object> T run(DataSource dataSource, Work<T> work) throws SQLException {
        return run(Connections.inTransaction(dataSource), work);
    }

    private static <T extends @Nullable Object> T run(Connection begun, Work<T> work) throws SQLException {
        try (Connection connection = begun) {
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
