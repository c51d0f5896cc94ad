package dev.postrider.examples.users;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.examples.users.service.ServiceProcess;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ServiceProcessTest {
    private static final URI NO_CLICKHOUSE = URI.create("http://127.0.0.1:9");
    private static final int BY_SIGTERM = 128 + 15;

    @Test
    void aStopLetsTheRequestUnderWayFinishAndTakesNoOther(PostgresDatabase postgres) throws Exception {
        try (ServiceProcess service = ServiceProcess.start(ServiceProcess.launch(postgres, NO_CLICKHOUSE));
                Connection blocker = postgres.connect()) {
            blocker.setAutoCommit(false);
            lockUsers(blocker);
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                    () -> service.client().createUser(newEmail(), "Ann", "Lee").status());
            await().until(() -> postgres.queryOne("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND datname = current_database()")
                    .equals("1"));

            service.process().terminate();
            await().atMost(Duration.ofSeconds(8)).until(() -> !accepts(service.port()));
            assertThat(status).isNotDone();
            blocker.rollback();

            assertThat(status.get(8, TimeUnit.SECONDS)).isEqualTo(201);
            assertThat(service.process().awaitExit(Duration.ofSeconds(12))).isEqualTo(BY_SIGTERM);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.event_status"))
                    .isEqualTo("1");
        }
    }

    @Test
    void linesAreObjectsThatCarryTheUseCaseAndItsFieldsWhereJsonIsAskedFor(PostgresDatabase postgres) {
        try (ChildJvm service = ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                .withEnvironment("LOG_FORMATTER", "json")
                .withEnvironment("POSTRIDER_RELAY_ENABLED", "false")
                .start()) {
            int port = Integer.parseInt(service.awaitLine("http://localhost:(\\d+)/console", Duration.ofSeconds(90))
                    .group(1));
            String email = newEmail();

            new UsersClient(URI.create("http://localhost:" + port)).createUser(email, "Ann", "Lee");

            assertThat(service.awaitLine("^\\{.*user created.*}$", Duration.ofSeconds(10))
                            .group())
                    .contains(
                            "\"use_case\":\"create_user\"",
                            "\"email\":\"" + email + "\"",
                            "\"first_name\":\"Ann\"",
                            "\"last_name\":\"Lee\"",
                            "\"message\":\"user created\"",
                            "\"user_id\":1");
            assertThat(service.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        }
    }

    @Test
    void aSettingThatCantBeUsedEndsTheStartBeforeAnythingIsChanged(PostgresDatabase postgres) {
        try (ChildJvm service = ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                .withEnvironment("CH_OUTBOX_BATCH_SIZE", "0")
                .start()) {
            service.awaitLine("CH_OUTBOX_BATCH_SIZE .* must be 1 to 1000000", Duration.ofSeconds(60));

            assertThat(service.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
            assertThat(postgres.queryOne("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'postrider')"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aDatabaseThatStaysAwayEndsTheStartWithTheReasonAndTheRemedy(PostgresDatabase postgres) {
        try (ChildJvm service = ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                .withEnvironment("DATABASE_URL", "postgres://postgres@127.0.0.1:9/nowhere")
                .withEnvironment("SPRING_FLYWAY_CONNECTRETRIES", "0")
                .withEnvironment("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "5000")
                .start()) {
            service.awaitLine(
                    "PostgreSQL could not be reached: Connection to 127.0.0.1:9 refused", Duration.ofMinutes(2));
            service.awaitLine("Start it, or correct DATABASE_URL", Duration.ofSeconds(10));

            assertThat(service.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
        }
    }

    @Test
    void anAppliedMigrationThatIsAnotherEndsTheStartWithItsVersionAndTheRemedy(PostgresDatabase postgres) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("UPDATE postrider.schema_history SET checksum = 1 WHERE version = '14'");
        try (ChildJvm service = ServiceProcess.launch(postgres, NO_CLICKHOUSE).start()) {
            service.awaitLine(
                    "migration 14 in postrider.schema_history differs .* use the version that migrated this database",
                    Duration.ofMinutes(2));

            assertThat(service.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
        }
    }

    /** As it is for a user called postrider, in whose search_path "$user" comes first. */
    @Test
    void aSearchPathThatBeginsWithPostridersSchemaLetsTheServiceStartAgain(PostgresDatabase postgres) {
        postgres.execute("ALTER DATABASE " + postgres.name() + " SET search_path = postrider, public");
        for (int start = 1; start <= 2; start++) {
            try (ServiceProcess service = ServiceProcess.start(ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                    .withEnvironment("POSTRIDER_RELAY_ENABLED", "false"))) {
                assertThat(service.client().createUser(newEmail(), "Ann", "Lee").status())
                        .isEqualTo(201);
            }
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM public.users")).isEqualTo("2");
    }

    private static void lockUsers(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
