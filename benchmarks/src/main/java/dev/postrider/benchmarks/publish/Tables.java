package dev.postrider.benchmarks.publish;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The application's table, and the least that can be called an outbox. */
final class Tables {
    private static final String ACCOUNT = """
            CREATE TABLE account (
              id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              email      text        NOT NULL,
              first_name text        NOT NULL,
              last_name  text        NOT NULL,
              created_at timestamptz NOT NULL DEFAULT now()
            )""";

    private static final String MINIMAL = """
            CREATE TABLE minimal_outbox (
              id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              event_type varchar(255) NOT NULL,
              payload    jsonb        NOT NULL,
              created_at timestamptz  NOT NULL DEFAULT now()
            )""";

    private static final String INSERT_ACCOUNT = "INSERT INTO account (email, first_name, last_name) VALUES (?, ?, ?)";
    private static final String INSERT_MINIMAL =
            "INSERT INTO minimal_outbox (event_type, payload) VALUES (?, ?::jsonb)";

    private Tables() {}

    static void create(PostgresDatabase database) {
        database.execute(ACCOUNT, MINIMAL);
    }

    static void insertAccount(Connection connection, long n) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_ACCOUNT)) {
            insert.setString(1, "user" + n + "@example.com");
            insert.setString(2, "First" + n);
            insert.setString(3, "Last" + n);
            insert.executeUpdate();
        }
    }

    static void insertMinimal(Connection connection, long n) throws SQLException {
        insertMinimal(connection, n, 1);
    }

    /** One statement of that many rows. */
    static void insertMinimal(Connection connection, long from, int rows) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(INSERT_MINIMAL + ", (?, ?::jsonb)".repeat(rows - 1))) {
            int parameter = 1;
            for (long n = from; n < from + rows; n++) {
                insert.setString(parameter++, Sample.TYPE);
                insert.setString(parameter++, Sample.payload(n));
            }
            insert.executeUpdate();
        }
    }

    /** The same, and learns the id, as {@code publish} does. */
    static void insertMinimalForId(Connection connection, long n) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_MINIMAL + " RETURNING id")) {
            insert.setString(1, Sample.TYPE);
            insert.setString(2, Sample.payload(n));
            Writer.one(insert);
        }
    }
}
