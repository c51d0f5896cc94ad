package dev.postrider.examples.users;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.examples.users.service.ServiceProcess;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The accounts of {@code compose.yaml}, made by its own script on a server of their own, do for the programs. */
@PostriderTest
class ComposeAccountsTest {
    private static final Path ROLES = Path.of("../../ops/docker/postgres/roles.sql");

    @Test
    void eachProgramDoesItsPartWithItsOwnAccountAndNoMore(ClickHouseDatabase clickHouse, @TempDir Path folder)
            throws Exception {
        try (LocalPostgres server = TestServers.newPostgres(folder);
                PostgresDatabase postgres = PostgresDatabase.on(server)) {
            makeAccounts(postgres);
            OutboxSchema.migrate(as("postrider_owner", postgres));

            try (ServiceProcess service =
                            ServiceProcess.start(ServiceProcess.launch(postgres, URI.create("http://127.0.0.1:9"))
                                    .withEnvironment("DATABASE_URL", url("users_service", postgres))
                                    .withEnvironment("POSTRIDER_MIGRATE", "false")
                                    .withEnvironment("POSTRIDER_RELAY_ENABLED", "false"));
                    Relay relay = relay(postgres, clickHouse)) {
                relay.start();
                assertThat(service.client().createUser(newEmail(), "Ann", "Lee").status())
                        .isEqualTo(201);
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> clickHouse
                                .queryOne("SELECT count() FROM event_log")
                                .equals("1"));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> service.client().get("/actuator/health").status() == 200);
            }

            assertThat(postgres.queryOne(
                            "SELECT count(*) FROM pg_roles WHERE rolname IN ('postrider_owner', 'users_service',"
                                    + " 'relay') AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)"))
                    .isEqualTo("0");
            assertThat(refusal("relay", postgres, "SELECT * FROM users")).contains("permission denied");
            assertThat(refusal("relay", postgres, "DROP TABLE postrider.event_outbox"))
                    .contains("must be owner");
            assertThat(refusal("users_service", postgres, "DELETE FROM postrider.event_outbox"))
                    .contains("permission denied");
            assertThat(refusal("users_service", postgres, "CREATE SCHEMA mine")).contains("permission denied");
        }
    }

    /** As the image postgres does it with psql: the two commands of psql's own are done by hand. */
    private static void makeAccounts(PostgresDatabase postgres) throws Exception {
        String script = Files.readString(ROLES)
                .replaceAll("(?m)^\\\\getenv .*$", "")
                .replaceAll(":'(\\w+)'", "'$1-of-the-test'");
        for (String statement : script.split("(?:;|\\\\gexec)\\s*\\R", -1)) {
            if (statement.contains("format(")) {
                postgres.execute(postgres.queryOne(statement));
            } else if (!statement.replaceAll("(?m)^--.*$", "").isBlank()) {
                postgres.execute(statement);
            }
        }
    }

    private static Relay relay(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        ClickHouseSettings settings = ClickHouseSettings.at(
                        URI.create("http://" + clickHouse.host() + ":" + clickHouse.port()))
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name());
        return new Relay(
                as("relay", postgres),
                ClickHouseSink.create(settings),
                RelaySettings.defaults(),
                new RelayListener() {});
    }

    private static String url(String user, PostgresDatabase postgres) {
        return "postgres://" + user + ":any@" + postgres.host() + ":" + postgres.port() + "/" + postgres.name();
    }

    private static PGSimpleDataSource as(String user, PostgresDatabase postgres) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {postgres.host()});
        source.setPortNumbers(new int[] {postgres.port()});
        source.setDatabaseName(postgres.name());
        source.setUser(user);
        source.setPassword("any");
        return source;
    }

    private static String refusal(String user, PostgresDatabase postgres, String sql) {
        try (Connection connection = as(user, postgres).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "none";
        } catch (SQLException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
