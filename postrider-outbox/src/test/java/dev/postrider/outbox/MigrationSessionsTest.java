package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations give way to writers, and get along with sessions of any kind. */
@PostriderTest
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MigrationSessionsTest {
    private static final String PUBLISH = "SELECT postrider.publish('held', '{}', 'Test')";

    private static final String SETTINGS = """
            SELECT string_agg(name || '=' || current_setting(name), ' ' ORDER BY name) FROM unnest(ARRAY['lock_timeout',
              'search_path', 'default_transaction_read_only', 'default_transaction_isolation', 'statement_timeout']) name""";

    private final PostgresDatabase database;

    MigrationSessionsTest(PostgresDatabase database) {
        this.database = database;
    }

    @Test
    void aMigrationBehindAnOpenTransactionLetsWritersThroughAndGoesOnWhenItEnds() throws Exception {
        upTo11();
        try (Connection open = database.connect();
                Connection writer = database.connect()) {
            open.setAutoCommit(false);
            execute(open, PUBLISH);
            CompletableFuture<MigrationReport> migration =
                    CompletableFuture.supplyAsync(() -> OutboxSchema.migrate(database.dataSource()));
            for (int i = 0; i < 20; i++) {
                long began = System.nanoTime();
                execute(writer, PUBLISH);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
                Thread.sleep(50);
            }
            assertThat(migration).isNotDone();
            open.rollback();
            assertThat(migration.get(60, TimeUnit.SECONDS).applied())
                    .startsWith(12)
                    .endsWith(Migration.NEWEST);
        }
    }

    @Test
    void aMigrationThatGetsNoLockSaysWhoHoldsItAndChangesNothing() throws SQLException {
        upTo11();
        try (Connection open = database.connect()) {
            open.setAutoCommit(false);
            execute(open, "SET LOCAL application_name = 'forgotten shell'");
            execute(open, PUBLISH);
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> OutboxSchema.migrate(database.dataSource(), Duration.ofSeconds(1)))
                    .withMessageContaining("a lock was not to be had in")
                    .withMessageContaining("forgotten shell, idle in transaction")
                    .withMessageContaining("held");
            assertThat(database.queryOne("SELECT max(version::integer) FROM postrider.schema_history"))
                    .isEqualTo("11");
        }
        OutboxSchema.migrate(database.dataSource());
    }

    private void upTo11() {
        String whole = OutboxSchema.script();
        database.execute(whole.substring(0, whole.indexOf("-- V12__")) + "COMMIT;");
    }

    @Test
    void sessionsWithHostileDefaultsMigrateAndGoBackAsTheyCame() throws SQLException {
        String name = database.name();
        database.execute(
                "ALTER DATABASE " + name + " SET default_transaction_read_only = on",
                "ALTER DATABASE " + name + " SET default_transaction_isolation = 'serializable'",
                "ALTER DATABASE " + name + " SET default_transaction_deferrable = on",
                "ALTER DATABASE " + name + " SET statement_timeout = '500ms'",
                "ALTER DATABASE " + name + " SET idle_in_transaction_session_timeout = '5s'",
                "ALTER DATABASE " + name + " SET standard_conforming_strings = off",
                "ALTER DATABASE " + name + " SET search_path = evil, pg_catalog",
                "ALTER DATABASE " + name + " SET quote_all_identifiers = on");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.jdbcUrl());
            pool.setMaximumPoolSize(3);
            pool.setAutoCommit(false);
            try (Connection one = pool.getConnection()) {
                String before = settings(one);
                DataSource careless = neverReset(one);
                assertThat(OutboxSchema.migrate(pool).applied()).hasSize(Migration.ALL.size());
                try (Connection migrating = MigrationSessions.of(careless).getConnection()) {
                    assertThat(settings(migrating)).contains("lock_timeout=300ms", "search_path= ");
                    execute(migrating, "SELECT pg_sleep(0.7)");
                }
                assertThat(settings(one)).isEqualTo(before).contains("search_path=evil, pg_catalog");
                assertThat(one.getAutoCommit()).isFalse();
            }
        }
    }

    @Test
    void theScriptMeansWhatPostgresHasWhateverStandsBeforeItInTheSearchPath() {
        String name = database.name();
        database.execute(
                "CREATE SCHEMA evil",
                "CREATE DOMAIN evil.xid8 AS integer",
                "CREATE DOMAIN evil.pg_snapshot AS integer",
                "CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '1999-01-01'$$",
                "ALTER DATABASE " + name + " SET default_transaction_read_only = on",
                "ALTER DATABASE " + name + " SET default_transaction_isolation = 'serializable'",
                "ALTER DATABASE " + name + " SET standard_conforming_strings = off",
                "ALTER DATABASE " + name + " SET search_path = evil, pg_catalog");
        database.execute(OutboxSchema.script());
        database.execute(
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "ALTER DATABASE " + name + " RESET ALL");
        database.execute("DROP SCHEMA evil CASCADE", PUBLISH);
        assertThat(OutboxSchema.flyway(database.dataSource()).validateWithResult().validationSuccessful)
                .isTrue();
        assertThat(database.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("1");
    }

    /** A pool that hands the connection on as it came back. */
    private static DataSource neverReset(Connection connection) {
        Connection unclosed = (Connection) Proxy.newProxyInstance(
                MigrationSessionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                MigrationSessionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, args) -> unclosed);
    }

    private static String settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTINGS)) {
            row.next();
            return row.getString(1);
        } finally {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
