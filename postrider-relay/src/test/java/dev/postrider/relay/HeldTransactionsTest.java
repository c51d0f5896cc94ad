package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.settings.RelaySettings.Retention;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Transactions that stay open: delivery of others does not wait for them, and nothing of theirs is skipped. */
@PostriderTest
class HeldTransactionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TRANSACTION_WINDOW = 65_536;

    /** Delivered events may go at once, as far as transactions allow. */
    private static final RelaySettings SETTINGS = OutboxFixture.QUICK
            .withBatchSize(100)
            .withRetention(new Retention(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(90)));

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    HeldTransactionsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    /** A session in a transaction that stays open. */
    private Connection held(String... statements) throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return connection;
    }

    private static String publish(String type, int count) {
        return "SELECT count(postrider.publish('" + type + "', '{}', 'Test')) FROM generate_series(1, " + count + ")";
    }

    @Test
    void openTransactionsOfEveryKindStallNobodyAndLoseNothing() throws SQLException {
        OutboxFixture.makeOutbox(postgres);
        try (Relay relay = new Relay(
                        postgres.dataSource(), OutboxFixture.sink(clickHouse), SETTINGS, RelayListener.none());
                Connection oldSnapshot = held(
                        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                        "SELECT count(*) FROM postrider.relay_batch");
                Connection idle = held("SELECT pg_current_xact_id()");
                Connection writer = held(publish("held", 250));
                Connection undone = held(publish("undone", 10))) {
            prepare("kept", 20);
            prepare("dropped", 20);
            relay.start();

            // Others are delivered while all of them stay open, over more than one transaction window.
            for (int round = 0; round < 2; round++) {
                int published = (round + 1) * 180;
                OutboxFixture.publishSeparately(postgres, round * 1000, 200);
                await().atMost(SOON).ignoreExceptions().until(() -> delivered() == published);
                moveOn();
            }
            assertThat(relay.status().lag().orElseThrow()).isLessThan(Duration.ofSeconds(30));

            // The leaf that writers have left holds undelivered events of open transactions, and no other.
            execute(writer, publish("held", 5));
            writer.commit();
            undone.rollback();
            postgres.execute("COMMIT PREPARED 'kept-" + postgres.name() + "'");
            postgres.execute("ROLLBACK PREPARED 'dropped-" + postgres.name() + "'");
            await().atMost(SOON).until(() -> delivered() == 360 + 255 + 20);

            // With a snapshot and a transaction id still open, leaves that writers have left are emptied.
            moveOn();
            await().atMost(SOON)
                    .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")
                            .equals("0"));
            execute(idle, publish("late", 3));
            idle.commit();
            await().atMost(SOON).until(() -> delivered() == 360 + 255 + 20 + 3);
            oldSnapshot.rollback();
        }
        assertThat(clickHouse.query("SELECT event_type, count(), uniqExact(event_id) FROM event_log"
                        + " GROUP BY event_type ORDER BY event_type"))
                .hasToString("[[held, 255, 255], [kept, 20, 20], [late, 3, 3], [thing_happened, 360, 360]]");
    }

    private void prepare(String name, int count) throws SQLException {
        try (Connection connection =
                held(publish(name, count), "PREPARE TRANSACTION '" + name + "-" + postgres.name() + "'")) {
            connection.rollback();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int delivered() {
        return Integer.parseInt(clickHouse.queryOne("SELECT count() FROM event_log"));
    }

    /** Writers come to the next leaf. */
    private void moveOn() {
        postgres.execute("SET synchronous_commit = off", """
                DO $$ BEGIN
                  FOR i IN 1 .. %d LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;
                END $$""".formatted(TRANSACTION_WINDOW));
    }
}
