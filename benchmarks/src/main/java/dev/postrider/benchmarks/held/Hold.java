package dev.postrider.benchmarks.held;

import dev.postrider.test.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What a session of another application does to the database by doing nothing. */
enum Hold {
    /** A report, say: nothing that was deleted or updated since may be vacuumed. */
    OLD_SNAPSHOT("an old snapshot", "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class"),
    /** Somebody who wrote and went for lunch: besides, every later snapshot has to look behind it. */
    IDLE_TRANSACTION("an idle transaction", "BEGIN; SELECT pg_current_xact_id()");

    private final String title;
    private final String sql;

    Hold(String title, String sql) {
        this.title = title;
        this.sql = sql;
    }

    /** For charts: {@code an old snapshot}. */
    String title() {
        return title;
    }

    /** Begins; closing the connection ends it. */
    Connection begin(PostgresDatabase database) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }
}
