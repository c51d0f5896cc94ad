package dev.postrider.relay.budget;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The gate that publishing goes through, in the database. Each call is one statement, which writers wait for a tenth of a second
 * at the most; repeating one is harmless. Thread-safe.
 */
public final class PublishingGate {
    private static final String BLOCK = SqlFile.text(PublishingGate.class, "block.sql");
    private static final String ALLOW = SqlFile.text(PublishingGate.class, "allow.sql");
    private static final String ARM = SqlFile.text(PublishingGate.class, "arm.sql");

    private final DataSource dataSource;

    /** Changes nothing yet. */
    public PublishingGate(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Refuses publishing from now on, for this reason, and for five minutes unless it is called again.
     *
     * @return false while it can't be: a person has opened the gate for some time, or a transaction that has published is still
     *     open and the gate was not made ready before
     */
    public boolean close(String reason) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(BLOCK)) {
            statement.setString(1, reason);
            return answer(statement);
        }
    }

    /** Lets publishing through, at once. */
    public void open() throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(ALLOW)) {
            statement.execute();
        }
    }

    /**
     * Makes the gate ready to be closed, or takes it away from the writers' path.
     *
     * @return false while it can't be done: a transaction that has published is still open
     */
    public boolean arm(boolean ready) throws SQLException {
        try (Connection connection = Connections.committing(dataSource);
                PreparedStatement statement = connection.prepareStatement(ARM)) {
            statement.setBoolean(1, ready);
            return answer(statement);
        }
    }

    private static boolean answer(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
