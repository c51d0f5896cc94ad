package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.access.Passwords;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server's process with markers in every password and in events, through faults: no marker is in its log, in an answer of the actuator,
 * in an error's answer, or in the list of processes. Whatever must not be told has {@code planted} in it.
 */
@PostriderTest
class NothingIsToldTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLANTED = "planted";
    private static final String LOGIN = "planted-login-password";
    private static final Pattern LINK = Pattern.compile("\"href\":\"(http[^\"{]+)\"");

    private final List<String> told = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"console", "json"})
    void noSecretAndNoPayload(String logs, PostgresDatabase postgres, @TempDir Path folder) throws IOException {
        String user = "u_" + postgres.name();
        postgres.execute("CREATE USER " + user + " SUPERUSER PASSWORD 'planted-postgres'");
        LocalClickHouse stopped = LocalClickHouse.start(
                LocalClickHouse.Options.in(folder).withCredentials("relay", "planted-clickhouse"));
        ClickHouseDatabase clickHouse = ClickHouseDatabase.on(stopped);
        try (ChildJvm server = launch(postgres.as(user, "planted-postgres"), clickHouse)
                .withEnvironment("LOG_FORMATTER", logs)
                .start()) {
            WebClient client = new WebClient("http://127.0.0.1:"
                    + server.awaitLine("Tomcat started on port (\\d+)", PATIENCE)
                            .group(1));
            server.awaitLine("relay is active", PATIENCE);

            loginsThatFailAndThatDoNot(client);
            server.awaitLine("the provider can't be asked for its description", PATIENCE);
            aDeliveredAndARefusedEvent(postgres, clickHouse, server);
            actuator(client);
            stopped.close();
            clickHouseAwayAndWithAnotherPassword(stopped.options(), postgres, client, server);
            try (LocalClickHouse again = LocalClickHouse.start(stopped.options())) {
                server.awaitLine("delivery works again", PATIENCE);
                postgresRefusesTheLogin(user, postgres, client, server);
                errorsOfPages(postgres, client);
                assertThat(again.port()).isEqualTo(clickHouse.port());
            }
            assertThat(told).hasSizeGreaterThan(30).noneMatch(answer -> answer.contains(PLANTED));
            assertThat(server.lines()).noneMatch(line -> line.contains(PLANTED));
            assertThat(commandLines()).hasSizeGreaterThan(2).noneMatch(line -> line.contains(PLANTED));
        } finally {
            stopped.close();
        }
    }

    private static ChildJvm.Launch launch(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", "relay")
                .withEnvironment("CLICKHOUSE_PASSWORD", "planted-clickhouse")
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("SENTRY_CONFIG_DSN", "http://plantedkey@127.0.0.1:9/1")
                .withEnvironment("POSTRIDER_CONSOLE_USERS", "ada:operator:" + Passwords.hash(LOGIN))
                .withEnvironment("POSTRIDER_CONSOLE_OIDC_ISSUER", "http://127.0.0.1:9/nobody")
                .withEnvironment("POSTRIDER_CONSOLE_OIDC_CLIENT_ID", "console")
                .withEnvironment("POSTRIDER_CONSOLE_OIDC_CLIENT_SECRET", "planted-client-secret")
                .withEnvironment("POSTRIDER_CONSOLE_OIDC_OPERATORS", "on-call")
                .withEnvironment("POSTRIDER_RELAY_BACKOFF_LONGEST", "500ms")
                .withEnvironment("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "*")
                .withEnvironment("MANAGEMENT_ENDPOINT_HEALTH_SHOWDETAILS", "always")
                .withEnvironment("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "1500");
    }

    private void loginsThatFailAndThatDoNot(WebClient client) {
        keep(client.logIn("/console", "ada", "planted-but-wrong"));
        keep(client.logIn("/console", "planted-typed-as-a-name", LOGIN));
        keep(client.get("/console/login?error"));
        assertThat(keep(client.get("/console/login/oidc")).location()).contains("/console/login?away");
        keep(client.get("/console/login/oidc/callback?code=planted-code&state=planted-state"));
        assertThat(client.logIn("/console", "ada", LOGIN).location()).endsWith("/console");
    }

    private void aDeliveredAndARefusedEvent(PostgresDatabase postgres, ClickHouseDatabase clickHouse, ChildJvm server) {
        publish(postgres, "{\"email\":\"planted@example.com\"}");
        eventually(() -> clickHouse.queryOne("SELECT count() FROM event_log").equals("1"));
        clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT polite CHECK event_context NOT LIKE '%rude%'");
        postgres.execute("SELECT postrider.publish('user_created', '{\"n\":1}', 'Test');"
                + " SELECT postrider.publish('user_created', '{\"rude\":\"planted@example.com\"}', 'Test')");
        server.awaitLine("events, which are dead letters now", PATIENCE);
        assertThat(postgres.queryOne("SELECT reason FROM postrider.dead_letter"))
                .as("ClickHouse quotes the event")
                .contains(PLANTED);
    }

    /** Whatever it links to, but for what would need an argument. */
    private void actuator(WebClient client) {
        String links = client.get("/actuator").body();
        List<String> pages =
                LINK.matcher(links).results().map(found -> found.group(1)).toList();
        assertThat(pages)
                .as(links)
                .anyMatch(page -> page.endsWith("/env"))
                .anyMatch(page -> page.endsWith("/configprops"))
                .anyMatch(page -> page.endsWith("/health"))
                .anyMatch(page -> page.endsWith("/prometheus"));
        for (String page : pages) {
            keep(client.get(page.replaceFirst("http://[^/]+", "")));
        }
        Matcher component = Pattern.compile("\"(\\w+)\":\\{\"[^{}]*\"status\"")
                .matcher(client.get("/actuator/health").body());
        while (component.find()) {
            keep(client.get("/actuator/health/" + component.group(1)));
        }
    }

    private void clickHouseAwayAndWithAnotherPassword(
            LocalClickHouse.Options options, PostgresDatabase postgres, WebClient client, ChildJvm server) {
        publish(postgres, "{\"n\":2}");
        server.awaitLine("delivery is interrupted", PATIENCE);
        keep(client.get("/actuator/health"));
        keep(client.get("/console/events/found?where=email+exists"));
        try (LocalClickHouse other = LocalClickHouse.start(options.withCredentials("relay", "another"))) {
            server.awaitLine("Authentication failed", PATIENCE);
            assertThat(keep(client.get("/console/catalogue/types")).status()).isEqualTo(503);
            keep(client.get("/actuator/health"));
            assertThat(other.port()).isEqualTo(options.port());
        }
    }

    private void postgresRefusesTheLogin(String user, PostgresDatabase postgres, WebClient client, ChildJvm server) {
        postgres.execute(
                "ALTER USER " + user + " NOLOGIN",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + user + "'");
        server.awaitLine("delivery is interrupted", PATIENCE);
        eventually(() -> client.get("/actuator/health/postrider/postgres").status() == 503);
        keep(client.get("/actuator/health"));
        keep(client.get("/console"));
        assertThat(keep(client.get("/console/dead-letters")).status()).isEqualTo(503);
        postgres.execute("ALTER USER " + user + " LOGIN");
        server.awaitLine("delivery works again", PATIENCE);
    }

    private void errorsOfPages(PostgresDatabase postgres, WebClient client) {
        eventually(() -> client.get("/console/dead-letters").status() == 200);
        assertThat(keep(client.get("/console/nowhere")).status()).isEqualTo(404);
        assertThat(keep(client.get("/nowhere")).status()).isEqualTo(404);
        assertThat(keep(client.get("/console/dead-letters?code=many")).status()).isEqualTo(400);
        assertThat(keep(client.get("/console/curves?range=eternity")).status()).isEqualTo(400);
        assertThat(keep(client.postWithoutToken("/console/login", "username=ada&password=" + LOGIN))
                        .status())
                .isEqualTo(403);
        assertThat(keep(client.get("/console/events/log?key=x")).status()).isEqualTo(400);
        // a question of events that ClickHouse can't answer, and quotes: none of it is told
        keep(client.get("/console/events/found?where=email+%3E+1&text=true"));
        postgres.execute("ALTER TABLE postrider.dead_letter RENAME TO gone");
        assertThat(keep(client.get("/console/dead-letters/2")).status()).isEqualTo(503);
        postgres.execute("ALTER TABLE postrider.gone RENAME TO dead_letter");
    }

    /** Of all processes that may be seen. */
    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        ProcessHandle.allProcesses()
                .forEach(process -> process.info().commandLine().ifPresent(lines::add));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .map(process -> process.resolve("cmdline"))
                    .filter(Files::isReadable)
                    .forEach(file -> lines.add(content(file)));
        }
        return lines;
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException ended) {
            return "";
        }
    }

    private Answer keep(Answer answer) {
        told.add(answer.body() + answer.headers());
        return answer;
    }

    private static void publish(PostgresDatabase postgres, String context) {
        postgres.execute("SELECT postrider.publish('user_created', '" + context + "', 'Test')");
    }

    private static void eventually(Callable<Boolean> condition) {
        await().ignoreExceptions().atMost(PATIENCE).until(condition);
    }
}
