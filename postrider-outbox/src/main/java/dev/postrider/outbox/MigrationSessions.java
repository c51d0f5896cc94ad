package dev.postrider.outbox;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections for migrations, whatever defaults the server, the database or the user has: migrations write, wait for a lock only
 * shortly, may take as long as they take, and find names in no schema that somebody else put in the way. The connections go back
 * as they came.
 */
final class MigrationSessions implements InvocationHandler {

    private static final Map<String, String> SETTINGS = settings();

    /** Settings that the server does not have are left out: transaction_timeout came with PostgreSQL 17. */
    private static final String CURRENT = """
            SELECT s.name, pg_catalog.current_setting(s.name, true)
            FROM pg_catalog.unnest(?::pg_catalog.text[]) AS s (name)
            WHERE pg_catalog.current_setting(s.name, true) IS NOT NULL""";

    private static final String SET = "SELECT pg_catalog.set_config(?, ?, false)";

    private final Connection connection;
    private final boolean readOnly;
    private final boolean autoCommit;
    private final Map<String, String> before;

    private MigrationSessions(Connection connection, boolean readOnly, boolean autoCommit, Map<String, String> before) {
        this.connection = connection;
        this.readOnly = readOnly;
        this.autoCommit = autoCommit;
        this.before = before;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("default_transaction_read_only", "off");
        settings.put("default_transaction_isolation", "read committed");
        settings.put("default_transaction_deferrable", "off");
        settings.put("lock_timeout", LockPatience.EACH.toMillis() + "ms");
        settings.put("statement_timeout", "0");
        settings.put("transaction_timeout", "0");
        settings.put("idle_in_transaction_session_timeout", "0");
        settings.put("search_path", "");
        settings.put("row_security", "off");
        settings.put("standard_conforming_strings", "on");
        return settings;
    }

    static DataSource of(DataSource dataSource) {
        return (DataSource) Proxy.newProxyInstance(
                MigrationSessions.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    Object result = call(dataSource, method, arguments);
                    return result instanceof Connection connection ? prepared(connection) : result;
                });
    }

    private static Connection prepared(Connection connection) throws SQLException {
        try {
            boolean readOnly = connection.isReadOnly();
            boolean autoCommit = connection.getAutoCommit();
            connection.setReadOnly(false);
            connection.setAutoCommit(true);
            Map<String, String> before = current(connection);
            Map<String, String> wanted = new LinkedHashMap<>(SETTINGS);
            wanted.keySet().retainAll(before.keySet());
            set(connection, wanted);
            return (Connection) Proxy.newProxyInstance(
                    MigrationSessions.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    new MigrationSessions(connection, readOnly, autoCommit, before));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("close") && !connection.isClosed()) {
            giveBack();
        }
        return call(connection, method, arguments);
    }

    private void giveBack() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        set(connection, before);
        connection.setReadOnly(readOnly);
        connection.setAutoCommit(autoCommit);
    }

    private static Map<String, String> current(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CURRENT)) {
            statement.setArray(
                    1, connection.createArrayOf("text", SETTINGS.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                Map<String, String> current = new LinkedHashMap<>();
                while (row.next()) {
                    current.put(row.getString(1), row.getString(2));
                }
                return current;
            }
        }
    }

    private static void set(Connection connection, Map<String, String> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            for (Map.Entry<String, String> setting : values.entrySet()) {
                statement.setString(1, setting.getKey());
                statement.setString(2, setting.getValue());
                statement.execute();
            }
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
