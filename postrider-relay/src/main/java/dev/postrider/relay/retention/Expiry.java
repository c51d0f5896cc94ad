package dev.postrider.relay.retention;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Deletes what the ledger needs no longer, a thousand rows in a transaction. Never the cursor, a batch that is not done, a batch
 * whose events the outbox still holds, or an open dead letter; and nothing at all for a relay whose tenure is over. Thread-safe.
 */
public final class Expiry {
    private static final String BEGIN = SqlFile.text(Expiry.class, "expire_begin.sql");
    private static final String BATCHES = SqlFile.text(Expiry.class, "expire_batches.sql");
    private static final String WINDOWS = SqlFile.text(Expiry.class, "forget_windows.sql");
    private static final String TERMS = SqlFile.text(Expiry.class, "expire_terms.sql");
    private static final String DEAD_LETTERS = SqlFile.text(Expiry.class, "expire_dead_letters.sql");

    private final DataSource dataSource;

    /** Deletes nothing yet. */
    public Expiry(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The oldest batches, with what is noted about their events and with the terms of the lease in which no later one was
     * delivered: one step.
     *
     * @return how many batches went; as long as some do, there may be more
     */
    public int forgetBatches(Tenure tenure, Duration retention) throws SQLException {
        try (Connection connection = Connections.inTransaction(dataSource, BEGIN)) {
            try {
                int gone = batches(connection, tenure, retention);
                connection.commit();
                return gone;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    /**
     * Dead letters that were requeued or discarded that long ago: one step.
     *
     * @return how many went; as long as some do, there may be more
     */
    public int forgetDeadLetters(Tenure tenure, Duration retention) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(DEAD_LETTERS)) {
            statement.setLong(1, retention.toMillis());
            statement.setLong(2, retention.toMillis());
            statement.setLong(3, tenure.fence());
            statement.setString(4, tenure.identity());
            return statement.executeUpdate();
        }
    }

    private static int batches(Connection connection, Tenure tenure, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BATCHES)) {
            statement.setLong(1, retention.toMillis());
            statement.setLong(2, tenure.fence());
            statement.setString(3, tenure.identity());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                int gone = row.getInt(1);
                if (gone > 0) {
                    forgetWindows(connection, row.getLong(2) + 1);
                    forgetTerms(connection, retention);
                }
                return gone;
            }
        }
    }

    private static void forgetWindows(Connection connection, long firstKept) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WINDOWS)) {
            statement.setLong(1, firstKept);
            statement.execute();
        }
    }

    private static void forgetTerms(Connection connection, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TERMS)) {
            statement.setLong(1, retention.toMillis());
            statement.executeUpdate();
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
