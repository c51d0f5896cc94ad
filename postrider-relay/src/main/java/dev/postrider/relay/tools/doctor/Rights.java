package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the user can do what a relay does: tried, one statement after the other, in a transaction that is rolled back. What a
 * catalogue says may be wrong in more ways than one. One thread.
 */
final class Rights {
    private static final String BEGIN = SqlFile.text(Rights.class, "begin_attempts.sql");
    private static final String RIGHTS = SqlFile.text(Rights.class, "rights.sql");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Connection connection;

    Rights(Connection connection) {
        this.connection = connection;
    }

    private record Right(String attempt, String grant) {}

    /**
     * The statements that grant what is missing; an administrator runs them.
     *
     * @param user to whom, as SQL has the name
     */
    List<String> missing(String user) throws SQLException {
        List<Right> needed = needed(user);
        connection.rollback();
        Connections.execute(connection, BEGIN);
        List<String> missing = new ArrayList<>();
        for (Right right : needed) {
            if (!isGranted(right.attempt())) {
                missing.add(right.grant());
            }
        }
        connection.rollback();
        return missing;
    }

    private List<Right> needed(String user) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(RIGHTS.replace("{relay}", user))) {
            List<Right> rights = new ArrayList<>();
            while (row.next()) {
                rights.add(new Right(row.getString(1), row.getString(2)));
            }
            return rights;
        }
    }

    /** Whatever else fails, such as a lock that somebody has, was not for want of a right. */
    private boolean isGranted(String attempt) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            Connections.execute(connection, attempt);
            return true;
        } catch (SQLException e) {
            return !INSUFFICIENT_PRIVILEGE.equals(e.getSQLState());
        } finally {
            // gives a lock back at once
            connection.rollback(before);
        }
    }
}
