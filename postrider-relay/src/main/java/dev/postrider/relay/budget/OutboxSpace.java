package dev.postrider.relay.budget;

import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much disk the outbox takes, and whether publishing to it is refused.
 *
 * @param bytes of all leaves, with their index and what is stored out of line
 * @param refusal why publishing is refused; null while it is not
 */
public record OutboxSpace(long bytes, @Nullable Refusal refusal) {
    private static final String SPACE = SqlFile.text(OutboxSpace.class, "space.sql");

    /** Why publishing is refused, and since when. */
    public record Refusal(String reason, Instant since) {}

    /** Reads it. Changes nothing; works in any transaction. */
    public static OutboxSpace read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SPACE)) {
            if (!row.next()) {
                throw new SQLException("postrider.publishing has no row; the schema was changed by hand");
            }
            Refusal refusal = row.getBoolean(2) ? new Refusal(row.getString(3), Instants.at(row, 4)) : null;
            return new OutboxSpace(row.getLong(1), refusal);
        }
    }
}
