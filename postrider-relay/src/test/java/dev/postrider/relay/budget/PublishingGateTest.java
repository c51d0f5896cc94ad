package dev.postrider.relay.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishingRefusedException;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class PublishingGateTest {
    private static final String PUBLISH = "SELECT postrider.publish('thing_happened', '{}', 'Test')";

    private final PostgresDatabase postgres;
    private final PublishingGate gate;

    PublishingGateTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.gate = new PublishingGate(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @Test
    void refusesPublishingWithTheReasonAndTheRemedyAndOpensAgainAtOnce() throws SQLException {
        assertThat(status()).isEqualTo("f f ");
        assertThat(gate.close("it is full (size-limit)")).isTrue();
        assertThat(status()).isEqualTo("t t it is full (size-limit)");

        Outbox outbox = Outbox.create(OutboxSettings.defaults());
        Event event = Event.of("thing_happened", "{}");
        try (Connection connection = transaction()) {
            assertThatExceptionOfType(PublishingRefusedException.class)
                    .isThrownBy(() -> outbox.publish(connection, event))
                    .withMessageContaining("publishing is refused: it is full (size-limit)")
                    .withMessageContaining("SELECT postrider.allow_publishing('1 hour')");
            connection.rollback();
            assertThatExceptionOfType(PublishingRefusedException.class)
                    .isThrownBy(() -> outbox.publishAll(connection, List.of(event, event)));
            connection.rollback();
            // what a relay's tools put back was published before
            execute(connection, "SET LOCAL postrider.gate = 'pass'");
            execute(connection, PUBLISH);
            connection.commit();
        }

        gate.open();
        postgres.execute(PUBLISH);
        assertThat(gate.arm(false)).isTrue();
        assertThat(status()).isEqualTo("f f ");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox"))
                .isEqualTo("2");
    }

    @Test
    void stallsNobodyBehindATransactionThatHasPublishedAndStaysOpen() throws SQLException {
        try (Connection slow = transaction()) {
            execute(slow, PUBLISH);
            Instant began = Instant.now();
            assertThat(gate.close("full")).as("not made ready before").isFalse();
            postgres.execute(PUBLISH);
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(15));
            slow.commit();
        }
        gate.open();
        assertThat(gate.arm(true)).isTrue();
        try (Connection slow = transaction()) {
            execute(slow, PUBLISH);
            assertThat(gate.close("full")).as("made ready before").isTrue();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> execute(slow, PUBLISH))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("PR001"));
        }
    }

    @Test
    void opensByItselfWhenNoRelayConfirmsAnyMoreAndStaysOpenWhenAPersonSaysSo() throws SQLException {
        gate.close("full");
        postgres.execute("UPDATE postrider.publishing_gate SET confirmed_at = now() - interval '5 min'");
        postgres.execute(PUBLISH);
        assertThat(gate.close("full")).isTrue();
        assertThat(status()).isEqualTo("t t full");

        postgres.execute("SELECT postrider.allow_publishing('1 hour')");
        assertThat(gate.close("full")).isFalse();
        postgres.execute(PUBLISH);
        postgres.execute("UPDATE postrider.publishing_gate SET open_until = now()");
        assertThat(gate.close("full")).isTrue();
    }

    @Test
    void isTheRelaysToMoveAndTheWritersToObey() throws SQLException {
        try (HikariDataSource relay = as("postrider_relay");
                HikariDataSource writer = as("postrider_writer")) {
            PublishingGate ofTheRelay = new PublishingGate(relay);
            assertThat(ofTheRelay.close("full")).isTrue();
            try (Connection connection = writer.getConnection()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> execute(connection, PUBLISH))
                        .withMessageContaining("full");
            }
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> new PublishingGate(writer).open())
                    .withMessageContaining("permission denied");
            ofTheRelay.open();
            try (Connection connection = writer.getConnection()) {
                execute(connection, PUBLISH);
            }
        }
    }

    private HikariDataSource as(String role) {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(postgres.jdbcUrl());
        settings.setUsername(postgres.user());
        settings.setPassword(postgres.password());
        settings.setMaximumPoolSize(1);
        settings.setConnectionInitSql("SET ROLE " + role);
        return new HikariDataSource(settings);
    }

    private Connection transaction() throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String status() {
        return postgres.queryOne(
                "SELECT concat_ws(' ', refused, armed, COALESCE(reason, '')) FROM postrider.publishing");
    }
}
