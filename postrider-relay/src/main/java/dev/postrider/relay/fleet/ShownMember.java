package dev.postrider.relay.fleet;

import dev.postrider.relay.sql.SqlFile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that shares an outbox and is alive, as the outbox's database shows it to anybody.
 *
 * @param leads whether it delivers from this outbox
 */
public record ShownMember(String name, boolean leads) {
    private static final String MEMBERS = SqlFile.text(ShownMember.class, "members.sql");

    /** All of them, by name; none where nobody shares the outbox, and in a standby of PostgreSQL. Changes nothing. */
    public static List<ShownMember> all(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(MEMBERS)) {
            List<ShownMember> members = new ArrayList<>();
            while (row.next()) {
                members.add(new ShownMember(row.getString(1), row.getBoolean(2)));
            }
            return members;
        }
    }
}
