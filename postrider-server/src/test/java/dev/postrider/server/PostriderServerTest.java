package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The server as its users run it: a process of its own, configured by its environment. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PostriderServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BY_SIGTERM = 128 + 15;
    private static final int UNREACHABLE = 3;

    @Test
    void itWaitsForDatabasesThatAreDownAndStopsOnSigterm(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (FaultProxy postgresProxy = FaultProxy.to(postgres.host(), postgres.port());
                FaultProxy clickHouseProxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            postgresProxy.refuse();
            clickHouseProxy.refuse();
            try (ChildJvm server = launch(postgres.through(postgresProxy), clickHouse.through(clickHouseProxy))
                    .start()) {
                server.awaitLine("PostgreSQL is unavailable", PATIENCE);
                int port = port(server);
                // Spring Boot opens the port a moment before it calls the application alive
                eventually(() -> get(port, "/actuator/health/liveness").statusCode() == 200);
                eventually(
                        () -> get(port, "/actuator/health/postrider/clickhouse").statusCode() == 503);
                eventually(
                        () -> get(port, "/actuator/health/postrider/postgres").statusCode() == 503);
                assertThat(get(port, "/actuator/health").body())
                        .as("states for strangers, and no reasons")
                        .contains("\"clickhouse\":{\"status\":\"DOWN\"}")
                        .doesNotContain("details", "reason", "refused");

                postgresProxy.passThrough();
                server.awaitLine("delivery is interrupted.*ClickHouse", PATIENCE);
                clickHouseProxy.passThrough();
                server.awaitLine("relay is active", PATIENCE);
                publish(postgres, "order_placed");
                eventually(() -> delivered(clickHouse).equals("1"));
                eventually(() -> get(port, "/actuator/health").statusCode() == 200);
                assertThat(get(port, "/actuator/prometheus").body())
                        .contains("postrider_relay_active 1.0", "postrider_events_delivered_total 1.0");

                postgresProxy.refuse();
                eventually(
                        () -> get(port, "/actuator/health/postrider/postgres").statusCode() == 503);
                assertThat(get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
                postgresProxy.passThrough();
                publish(postgres, "order_paid");
                eventually(() -> delivered(clickHouse).equals("2"));

                // the hardest moment to stop at: with nothing to talk to
                postgresProxy.blackhole();
                clickHouseProxy.blackhole();
                server.terminate();
                assertThat(server.awaitExit(Duration.ofSeconds(10))).isEqualTo(BY_SIGTERM);
                assertThat(server.lines()).noneMatch(line -> line.startsWith("\tat "));
            }
        }
    }

    @Test
    void ofTwoOneIsActiveAndTheOtherTakesOverWhenItIsKilled(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        try (ChildJvm first = launch(postgres, clickHouse)
                .withEnvironment("POSTRIDER_CONSOLE_PATH", "off")
                .start()) {
            int withoutConsole = port(first);
            first.awaitLine("relay is active", PATIENCE);
            try (ChildJvm second = launch(postgres, clickHouse).start()) {
                int withConsole = port(second);
                second.awaitLine("relay is standing by", PATIENCE);
                assertThat(get(withoutConsole, "/console").statusCode())
                        .as("off")
                        .isEqualTo(404);
                assertThat(get(withConsole, "/console").statusCode())
                        .as("on, for those who log in")
                        .isEqualTo(302);
                assertThat(get(withConsole, "/console/login").body()).contains("Log in");
                assertThat(get(withoutConsole, "/api/v1/status").statusCode()).isEqualTo(404);
                assertThat(get(withConsole, "/api/v1/status").statusCode())
                        .as("on, for those who have a token")
                        .isEqualTo(401);
                publish(postgres, "order_placed");
                eventually(() -> delivered(clickHouse).equals("1"));

                first.kill();
                publish(postgres, "order_paid");
                second.awaitLine("relay is active", PATIENCE);
                eventually(() -> delivered(clickHouse).equals("2"));

                second.terminate();
                assertThat(second.awaitExit(Duration.ofSeconds(10))).isEqualTo(BY_SIGTERM);
            }
        }
    }

    @Test
    void settingsItCannotWorkWithEndTheStartWithAMessage() {
        try (ChildJvm server = ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", "")
                .withEnvironment("DATABSE_URL", "postgres://a:b@127.0.0.1:1/shop")
                .withEnvironment("CLICKHOUSE_HOST", "")
                .start()) {
            server.awaitLine(
                    "DATABASE_URL \\(spring.datasource.url\\) is not set.*; the variable DATABSE_URL has no effect;"
                            + " did you mean DATABASE_URL\\?",
                    PATIENCE);
            assertThat(server.awaitExit(PATIENCE)).isEqualTo(1);
        }
    }

    @Test
    void aMisspeltVariableIsNamedInTheLogAtTheStart() {
        try (ChildJvm server = ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", "postgres://a:b@127.0.0.1:1/shop")
                .withEnvironment("CLICKHOUSE_PASSWORD", "")
                .withEnvironment("CLICKHOUSE_PASSWD", "secret")
                .withArguments("--server.port=0")
                .start()) {
            server.awaitLine(
                    "the variable CLICKHOUSE_PASSWD has no effect; did you mean CLICKHOUSE_PASSWORD\\?", PATIENCE);
            assertThat(server.lines()).noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void theCommandMigrateAppliesTheMigrationsAndEnds(PostgresDatabase postgres) {
        try (ChildJvm migration = ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", postgres.url())
                .withArguments("migrate")
                .start()) {
            assertThat(migration.awaitExit(PATIENCE)).isZero();
            assertThat(String.join("\n", migration.lines())).contains("schema postrider is at version", "applied [1");
        }
        publish(postgres, "order_placed");
    }

    @Test
    void migratingADatabaseThatIsDownFailsWithItsReason() {
        try (ChildJvm migration = ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", "postgres://anna:secret@127.0.0.1:1/shop")
                .withArguments("migrate")
                .start()) {
            assertThat(migration.awaitExit(PATIENCE)).isEqualTo(UNREACHABLE);
            assertThat(String.join("\n", migration.lines()))
                    .contains("the schema postrider was not migrated", "127.0.0.1:1 refused")
                    .doesNotContain("secret");
        }
    }

    @Test
    void askedForHelpItExplainsItselfAndStartsNothing() {
        try (ChildJvm server = ChildJvm.of(PostriderServer.class)
                .withArguments("serve", "--help")
                .start()) {
            assertThat(server.awaitExit(PATIENCE)).isZero();
            assertThat(String.join("\n", server.lines()))
                    .contains("Usage: postrider serve", "SERVER_PORT", "/actuator/prometheus");
        }
    }

    private static ChildJvm.Launch launch(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("CH_OUTBOX_PROCESSING_FREQUENCY_SEC", "0")
                .withEnvironment("POSTRIDER_RELAY_BACKOFF_LONGEST", "500ms")
                .withEnvironment("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "1500");
    }

    private static int port(ChildJvm server) {
        return Integer.parseInt(
                server.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
    }

    /** As any program in any language can. */
    private static void publish(PostgresDatabase postgres, String type) {
        postgres.execute("SELECT postrider.publish('" + type + "', '{\"n\":1}', 'Test')");
    }

    private static String delivered(ClickHouseDatabase clickHouse) {
        return clickHouse.queryOne("SELECT count() FROM event_log");
    }

    private static HttpResponse<String> get(int port, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("GET " + path + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition);
    }
}
