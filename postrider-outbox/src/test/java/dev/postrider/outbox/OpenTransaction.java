package dev.postrider.outbox;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection with an open transaction that is rolled back in the end, so that tests can share a database. */
final class OpenTransaction implements AutoCloseable {

    final Connection connection;

    OpenTransaction(PostgresDatabase database) throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<@Nullable String> column(String sql) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    long count() throws SQLException {
        return Long.parseLong(String.valueOf(
                column("SELECT count(*) FROM postrider.event_outbox").get(0)));
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
