package dev.postrider.relay.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

@PostriderTest
@Timeout(60)
class ConnectionsTest {
    private final PostgresDatabase postgres;

    ConnectionsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @Test
    void noStatementHasANameOnTheServerWhichBehindAPoolerWouldBeAnothers() throws SQLException {
        try (HikariDataSource pool = OutboxFixture.pool(postgres)) {
            pool.setMaximumPoolSize(1);
            for (int i = 0; i < 20; i++) {
                try (Connection connection = Connections.inTransaction(pool, "SET LOCAL jit = off")) {
                    run(connection);
                    connection.commit();
                }
                try (Connection connection = Connections.committing(pool)) {
                    run(connection);
                }
            }
            try (Connection connection = pool.getConnection();
                    PreparedStatement names =
                            connection.prepareStatement("SELECT count(*) FROM pg_prepared_statements")) {
                var row = names.executeQuery();
                row.next();
                assertThat(row.getInt(1)).isZero();
                assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                        .as("what the application has chosen for itself")
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void aRelayGivesUpASilentConnectionSoonerThanATool() throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(postgres.host(), postgres.port());
                HikariDataSource pool = OutboxFixture.pool(postgres.through(proxy))) {
            RelayDataSource relay = new RelayDataSource(pool);
            try (Connection connection = Connections.committing(relay)) {
                run(connection);
                proxy.forgetConnections();
                long began = System.nanoTime();
                assertThatThrownBy(() -> run(connection)).isInstanceOf(SQLException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
            }
        }
    }

    /** Such as DBCP2's and Tomcat's, which leave the network's time-out to whoever has set it. */
    @Test
    void aPoolThatResetsNothingGetsItsConnectionsBackAsTheyCame() throws SQLException {
        try (Connection one = postgres.connect()) {
            one.setAutoCommit(false);
            one.setReadOnly(true);
            one.setNetworkTimeout(Runnable::run, 12_345);
            PGSimpleDataSource pool = new PGSimpleDataSource() {
                @Override
                public Connection getConnection() {
                    return unclosed(one);
                }
            };
            String before = settings(one);
            one.rollback();
            for (DataSource dataSource : List.of(pool, new RelayDataSource(pool))) {
                try (Connection connection = Connections.committing(dataSource)) {
                    run(connection);
                }
                try (Connection connection = Connections.bare(dataSource)) {
                    run(connection);
                }
                try (Connection connection = Connections.inTransaction(dataSource, "SET LOCAL jit = off")) {
                    run(connection);
                }
            }
            assertThat(one.getNetworkTimeout()).isEqualTo(12_345);
            assertThat(one.isReadOnly()).isTrue();
            assertThat(one.getAutoCommit()).isFalse();
            assertThat(settings(one)).isEqualTo(before);
        }
    }

    @Test
    void whatFailedIsNotCommittedAndWhatDidNotFailIs() throws SQLException {
        postgres.execute("CREATE TABLE public.kept (n int)");
        try (Connection connection = Connections.committing(postgres.dataSource())) {
            Connections.execute(connection, "INSERT INTO public.kept VALUES (1)");
        }
        assertThatThrownBy(() -> {
                    try (Connection connection = Connections.committing(postgres.dataSource())) {
                        Connections.execute(connection, "INSERT INTO public.kept VALUES (2)");
                        Connections.execute(connection, "SELECT 1/0");
                    }
                })
                .hasMessageContaining("division by zero");
        assertThat(postgres.queryOne("SELECT string_agg(n::text, ' ') FROM public.kept"))
                .isEqualTo("1");
    }

    /** A server with LLVM would compile a statement of 2 ms for seconds: what tables without statistics cost is estimated too high. */
    @Test
    void noStatementIsCompiled() throws SQLException {
        postgres.execute("ALTER DATABASE \"" + postgres.name() + "\" SET jit = on");
        for (Connection each : List.of(
                Connections.reading(postgres.dataSource()),
                Connections.committing(postgres.dataSource()),
                Connections.inTransaction(postgres.dataSource(), "SELECT 1"))) {
            try (Connection connection = each;
                    PreparedStatement jit = connection.prepareStatement("SHOW jit")) {
                var row = jit.executeQuery();
                row.next();
                assertThat(row.getString(1)).isEqualTo("off");
            }
        }
    }

    private static Connection unclosed(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private static String settings(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::int")) {
            statement.setInt(1, 1);
            statement.executeQuery().next();
        }
    }
}
