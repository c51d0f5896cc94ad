package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What known faults of PostgreSQL depend on. One thread. */
final class PostgresConditions implements FaultChecks.Conditions {
    private static final String CONDITIONS = SqlFile.text(PostgresConditions.class, "fault_conditions.sql");

    private final Connection connection;

    PostgresConditions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public boolean hold(FaultCondition condition) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CONDITIONS)) {
            row.next();
            return row.getBoolean(condition.word());
        }
    }
}
