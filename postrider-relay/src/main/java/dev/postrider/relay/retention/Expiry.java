package dev.postrider.relay.retention;

import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
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
    /** Of so many batches the attempts to send are kept. */
    public static final int BATCHES_WITH_ATTEMPTS = 5_000;

    private static final String BEGIN = SqlFile.text(Expiry.class, "expire_begin.sql");
    private static final NamedSql BATCHES = NamedSql.file(Expiry.class, "expire_batches.sql");
    private static final String WINDOWS = SqlFile.text(Expiry.class, "forget_id_windows.sql");
    private static final String TERMS = SqlFile.text(Expiry.class, "expire_terms.sql");
    private static final NamedSql HISTORY = NamedSql.file(Expiry.class, "expire_history.sql");
    private static final NamedSql ATTEMPTS = NamedSql.file(Expiry.class, "expire_attempts.sql");
    private static final NamedSql DEAD_LETTERS = NamedSql.file(Expiry.class, "expire_dead_letters.sql");

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
                NamedStatement statement = DEAD_LETTERS.prepare(connection)) {
            return bound(statement, tenure, retention).executeUpdate();
        }
    }

    /**
     * Attempts to send of batches that are not in the ledger any more, and of all but the {@value #BATCHES_WITH_ATTEMPTS} newest that have
     * any: one step.
     *
     * @return how many went; as long as some do, there may be more
     */
    public int forgetAttempts(Tenure tenure) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = ATTEMPTS.prepare(connection)) {
            return statement
                    .set("batches", BATCHES_WITH_ATTEMPTS)
                    .set("fence", tenure.fence())
                    .set("identity", tenure.identity())
                    .executeUpdate();
        }
    }

    /**
     * What was told of delivery that long ago: one step.
     *
     * @return how many entries went; as long as some do, there may be more
     */
    public int forgetHistory(Tenure tenure, Duration retention) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = HISTORY.prepare(connection)) {
            return bound(statement, tenure, retention).executeUpdate();
        }
    }

    private static NamedStatement bound(NamedStatement statement, Tenure tenure, Duration retention)
            throws SQLException {
        return statement
                .set("retention_millis", retention.toMillis())
                .set("fence", tenure.fence())
                .set("identity", tenure.identity());
    }

    private static int batches(Connection connection, Tenure tenure, Duration retention) throws SQLException {
        try (NamedStatement statement = BATCHES.prepare(connection);
                ResultSet row = bound(statement, tenure, retention).executeQuery()) {
            row.next();
            int gone = row.getInt(1);
            if (gone > 0) {
                forgetIdWindows(connection, row.getLong(2) + 1);
                forgetTerms(connection, retention);
            }
            return gone;
        }
    }

    private static void forgetIdWindows(Connection connection, long firstKept) throws SQLException {
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
