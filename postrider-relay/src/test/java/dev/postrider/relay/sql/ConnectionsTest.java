package dev.postrider.relay.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

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

    private static void run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::int")) {
            statement.setInt(1, 1);
            statement.executeQuery().next();
        }
    }
}
