package dev.postrider.test;

import dev.postrider.devdb.LocalPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty database of its own on a real PostgreSQL server, dropped when it is closed; what {@link PostriderTest} injects.
 *
 * <p>Its sessions start hostile on purpose, as a server far away may be configured: time zone {@code America/St_Johns},
 * date style {@code SQL, DMY}, interval style {@code iso_8601}, bytea as {@code escape}. Code that relies on a default
 * fails here first.
 *
 * <p>Thread-safe; every call opens a connection of its own, but that a question may use that of the one before. SQL errors come as {@link IllegalStateException}s that quote
 * the statement.
 */
public final class PostgresDatabase implements AutoCloseable {
    private static final String MAINTENANCE = "postgres";

    private final PostgresServer server;
    private final String name;
    private final boolean droppedOnClose;
    /** Of the last question, for the next one: a test asks again and again, and a connection costs more than the question. */
    private final AtomicReference<@Nullable Connection> kept = new AtomicReference<>();

    private PostgresDatabase(PostgresServer server, String name, boolean droppedOnClose) {
        this.server = server;
        this.name = name;
        this.droppedOnClose = droppedOnClose;
    }

    /** A fresh database on a server of the test's own. After a kill and restart on the same port it is still valid. */
    public static PostgresDatabase on(LocalPostgres server) {
        return create(PostgresServer.of(server));
    }

    static PostgresDatabase create(PostgresServer server) {
        PostgresDatabase database = new PostgresDatabase(server, DatabaseNames.next(), true);
        database.maintain(
                "CREATE DATABASE " + database.name,
                "ALTER DATABASE " + database.name + " SET timezone = 'America/St_Johns'",
                "ALTER DATABASE " + database.name + " SET datestyle = 'SQL, DMY'",
                "ALTER DATABASE " + database.name + " SET intervalstyle = 'iso_8601'",
                "ALTER DATABASE " + database.name + " SET bytea_output = 'escape'");
        return database;
    }

    /** The same database, reached through a proxy in front of its server. Closing this view does nothing. */
    public PostgresDatabase through(FaultProxy proxy) {
        return new PostgresDatabase(server.at(proxy.host(), proxy.port()), name, false);
    }

    /** The same database, signed in as another user, who has to exist. Closing this view does nothing. */
    public PostgresDatabase as(String user, String password) {
        return new PostgresDatabase(server.as(user, password), name, false);
    }

    /** Another database of the same server, which has to exist. Closing this view does nothing. */
    public PostgresDatabase sibling(String other) {
        return new PostgresDatabase(server, other, false);
    }

    /** For JDBC, account included. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /** As in {@code DATABASE_URL}: {@code postgres://user:password@host:port/name}. */
    public String url() {
        return server.url(name);
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    public String name() {
        return name;
    }

    public String user() {
        return server.user();
    }

    /** Empty if the server asks for none. */
    public String password() {
        return server.password();
    }

    /** A data source without a pool: every connection is a new one. */
    public DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(jdbcUrl());
        return dataSource;
    }

    /** A new connection with autocommit on; the caller closes it. */
    public Connection connect() {
        return connect(jdbcUrl());
    }

    /** Runs statements one by one, each in its own transaction. */
    public void execute(String... statements) {
        run(jdbcUrl(), statements);
    }

    /** All rows, every value as PostgreSQL's text, NULL as null. */
    public List<List<@Nullable String>> query(String sql) {
        Connection connection = keptOrNew();
        try {
            List<List<@Nullable String>> rows = query(connection, sql);
            close(kept.getAndSet(connection));
            return rows;
        } catch (SQLException e) {
            close(connection);
            throw failed(sql, e);
        }
    }

    /** Ends the session that the last question has left for the next one: for who wants the database for himself. */
    public void disconnect() {
        close(kept.getAndSet(null));
    }

    private Connection keptOrNew() {
        Connection connection = kept.getAndSet(null);
        try {
            if (connection != null && connection.isValid(1)) {
                return connection;
            }
        } catch (SQLException e) {
            // as good as none
        }
        close(connection);
        return connect();
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // it is of no use to anybody
        }
    }

    private static List<List<@Nullable String>> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>(columns);
                for (int column = 1; column <= columns; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /**
     * The only value of the only row, as text.
     *
     * @throws IllegalStateException if there are more or less of them, or the value is NULL
     */
    public String queryOne(String sql) {
        return SingleValue.of(sql, query(sql));
    }

    /** Cuts the sessions that are left and drops the database. */
    @Override
    public void close() {
        disconnect();
        if (droppedOnClose) {
            maintain("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    private void maintain(String... statements) {
        run(server.jdbcUrl(MAINTENANCE), statements);
    }

    private static void run(String jdbcUrl, String... statements) {
        try (Connection connection = connect(jdbcUrl);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw failed(sql, e);
                }
            }
        } catch (SQLException e) {
            throw failed("closing the connection", e);
        }
    }

    private static Connection connect(String jdbcUrl) {
        try {
            return DriverManager.getConnection(jdbcUrl);
        } catch (SQLException e) {
            throw failed("connecting to PostgreSQL", e);
        }
    }

    private static IllegalStateException failed(String what, SQLException e) {
        return new IllegalStateException(what + ": " + e.getMessage(), e);
    }

    @Override
    public String toString() {
        return "PostgresDatabase[" + server.host() + ":" + server.port() + "/" + name + "]";
    }
}
