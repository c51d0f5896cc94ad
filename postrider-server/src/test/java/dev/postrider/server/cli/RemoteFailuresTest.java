package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.postrider.console.host.Host;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says that asks a server which is away, slow, another one, or does not let it in. */
@PostriderTest
class RemoteFailuresTest {
    private static final String NO_TOKEN = "postrider_" + "x".repeat(43);

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void start(PostgresDatabase database, ClickHouseDatabase log) {
        postgres = database;
        clickHouse = log;
        host = Host.start(postgres, clickHouse, Host.WITH_API);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void makeLetters() {
        postgres.execute("DELETE FROM postrider.dead_letter", """
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 1000 + n, '9', 'n', now(), 'Test', '{}', 1, 1, 117, 'bad' FROM generate_series(1, 500) n""");
    }

    private static Map<String, String> remote(Role role) throws SQLException {
        return remote(role, host.base() + Host.API);
    }

    private static Map<String, String> remote(Role role, String url) throws SQLException {
        return RemoteTest.environment(url, RemoteTest.token(postgres, role));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "http://postrider.example.com | must be https, as everybody on the way could read the token",
                "ftp://postrider.example.com | must begin with https://",
                "localhost:8001 | must begin with https://",
                "https:///status | must have a host",
                "https://ann:secret@example.com | //***@example.com', must have no user and no password",
                "https://example.com/?x=1 | must end before ?",
                "https://exa mple.com | must be like https://postrider.example.com"
            })
    void anAddressThatCantBeUsedIsNamedWithWhatItMustBe(String url, String problem) throws SQLException {
        Map<String, String> environment = remote(Role.VIEWER, "");
        CommandRun refused = CommandRun.of(environment, "status", "--url=" + url);

        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(refused.err()).contains("--url is '", problem).doesNotContain("secret");
        assertThat(refused.err().lines()).hasSize(1);
    }

    @Test
    void httpLeadsToAnotherMachineOnlyWhereThatIsSet() throws SQLException {
        Map<String, String> environment = remote(Role.VIEWER, "http://postrider.invalid");
        environment.put("POSTRIDER_PLAIN_HTTP", "true");
        CommandRun unknown = CommandRun.of(environment, "status");
        assertThat(unknown.exitCode()).as(unknown.err()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(unknown.err()).contains("http://postrider.invalid/api/v1 can't be reached: no machine of this name");

        environment.put("POSTRIDER_PLAIN_HTTP", "yes");
        assertThat(CommandRun.of(environment, "status").err())
                .contains("POSTRIDER_PLAIN_HTTP is 'yes', must be true or false");
    }

    @Test
    void aTokenThatIsNotThereOrIsNoneIsSaidWithoutWhatItIs() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("POSTRIDER_URL", host.base()));
        assertThat(CommandRun.of(environment, "status").err()).contains("a token is needed", "POSTRIDER_TOKEN_FILE");

        environment.put("POSTRIDER_TOKEN", "hunter2");
        CommandRun none = CommandRun.of(environment, "status");
        assertThat(none.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(none.err()).contains("POSTRIDER_TOKEN has 7 characters").doesNotContain("hunter2");

        Path file = Files.writeString(folder.resolve("token"), NO_TOKEN + "\n");
        environment.put("POSTRIDER_TOKEN_FILE", file.toString());
        assertThat(CommandRun.of(environment, "status").err()).contains("are both set");
        assertThat(CommandRun.of(environment, "status", "--token-file=" + folder.resolve("lost"))
                        .err())
                .contains("there is no such file");
        assertThat(CommandRun.of(environment, "status", "--token-file=" + folder)
                        .err())
                .contains("can't be read");
    }

    @Test
    void aTokenThatIsUnknownOrExpiredOrAViewersIsRefusedAndChangesNothing() throws SQLException {
        Map<String, String> unknown = RemoteTest.environment(host.base() + Host.API, NO_TOKEN);
        CommandRun stranger = CommandRun.of(unknown, "status");
        assertThat(stranger.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(stranger.err())
                .contains("the token is not accepted", "revoked or expired")
                .doesNotContain(NO_TOKEN);

        Map<String, String> viewer = remote(Role.VIEWER);
        CommandRun refused = CommandRun.of(viewer, "dead-letters", "discard", "--all", "--yes", "--note=x");
        assertThat(refused.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(refused.err()).contains("the token is a viewer's");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter WHERE discarded_at IS NULL"))
                .isEqualTo("500");

        postgres.execute("UPDATE postrider.console_token SET expires_at = now() WHERE revoked_at IS NULL");
        assertThat(CommandRun.of(viewer, "status").err()).contains("the token is not accepted");
    }

    @Test
    void databasesAreNotLookedAtWhereAServerIsNamed() throws SQLException {
        Map<String, String> environment = remote(Role.VIEWER);
        environment.put("DATABASE_URL", "nonsense");
        environment.put("CLICKHOUSE_PORT", "nonsense");
        environment.put("POSTRIDER_DATABASES_FILE", "/lost");

        assertThat(CommandRun.of(environment, "status", "--last=1").exitCode()).isEqualTo(ExitCodes.FINE);
    }

    @Test
    void anOutboxThatTheServerDoesNotHaveIsNamedWithThoseItHas() throws SQLException {
        CommandRun refused = CommandRun.of(remote(Role.OPERATOR), "pause", "--note=x", "--outbox=other");

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(refused.err()).contains("--outbox is 'other'", "does not have: --outbox=");
    }

    @Test
    void aServerThatIsDownIsSaidToBeAtOnce() throws SQLException {
        Map<String, String> environment = remote(Role.VIEWER, "http://127.0.0.1:1");
        Instant begun = Instant.now();

        CommandRun refused = CommandRun.of(environment, "status");

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(refused.err()).contains("http://127.0.0.1:1/api/v1 can't be reached");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatDoesNotAnswerIsWaitedForNoLongerThanIsSaid() throws SQLException {
        URI base = URI.create(host.base());
        try (FaultProxy proxy = FaultProxy.to(base.getHost(), base.getPort())) {
            Map<String, String> environment = remote(Role.OPERATOR, "http://127.0.0.1:" + proxy.port() + Host.API);
            assertThat(CommandRun.of(environment, "status").exitCode()).isLessThan(ExitCodes.WRONG_USAGE);
            proxy.blackhole();
            Instant begun = Instant.now();

            CommandRun silent = CommandRun.of(environment, "pause", "--note=x", "--timeout=1");

            assertThat(silent.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(silent.err()).contains("does not answer within 1 s (--timeout)");
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(CommandRun.of(remote(Role.VIEWER), "status", "--timeout=0").err())
                .contains("--timeout is 0, must be 1 to 3600 seconds");
    }

    @Test
    void anotherWebServerIsToldApart() throws SQLException {
        CommandRun refused =
                CommandRun.of(remote(Role.VIEWER, "http://" + clickHouse.host() + ":" + clickHouse.port()), "status");

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(refused.err()).contains("no admin API of Postrider is at", "/api/v1");
        assertThat(CommandRun.of(remote(Role.VIEWER, host.base() + "/lost"), "status")
                        .err())
                .contains("no admin API of Postrider is at " + host.base() + "/lost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "<html>", "", "{\"outboxes\":7}"})
    void whatIsNoAnswerOfPostriderIsSaidToBeNone(String body) throws SQLException, IOException {
        byte[] answer = body.getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            CommandRun refused = CommandRun.of(
                    remote(
                            Role.VIEWER,
                            "http://127.0.0.1:" + server.getAddress().getPort()),
                    "status");
            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(refused.err()).contains("can't be read: it is no admin API of Postrider");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aTokenDoesNotFollowARedirect() throws SQLException, IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Location", host.base() + Host.API + "/outboxes");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        server.start();
        try {
            CommandRun refused = CommandRun.of(
                    remote(
                            Role.VIEWER,
                            "http://127.0.0.1:" + server.getAddress().getPort()),
                    "status");
            assertThat(refused.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(refused.err()).contains("sends elsewhere, to " + host.base(), "give the right address in --url");
            assertThat(asked).hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRequeueWhoseConnectionIsCutIsDoneOnceAndSeenToItsEnd() throws SQLException, IOException {
        try (ReverseProxy proxy = new ReverseProxy("", URI.create(host.base()))) {
            proxy.cutAnswersTo("POST", 2);

            CommandRun done = CommandRun.of(
                    remote(Role.OPERATOR, proxy.url() + Host.API),
                    "dead-letters",
                    "requeue",
                    "--all",
                    "--yes",
                    "--note=cut");

            assertThat(done.out()).as(done.err()).isEqualTo("requeued 500 dead letters\n");
            assertThat(proxy.passed().stream().filter(request -> request.startsWith("POST")))
                    .hasSize(3);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter_decision WHERE note = 'cut'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void anOrderIsLookedAfterThoughConnectionsAreCut() throws SQLException, IOException {
        try (ReverseProxy proxy = new ReverseProxy("", URI.create(host.base()))) {
            Map<String, String> environment = remote(Role.OPERATOR, proxy.url() + Host.API);
            proxy.cutAnswersTo("/dead-letters/orders/", 20);
            CommandRun done =
                    CommandRun.of(environment, "dead-letters", "discard", "--all", "--yes", "--note=looked after");
            assertThat(done.out()).as(done.err()).isEqualTo("discarded 500 dead letters\n");

            proxy.cutAnswersTo("GET", 1_000);
            CommandRun cut = CommandRun.of(environment, "status");
            assertThat(cut.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(cut.err()).contains("breaks the connection off");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migrate",
                "rebase --dry-run",
                "views",
                "accounts list",
                "accounts add x",
                "doctor --upgrade-to=clickhouse-26.8"
            })
    void whatOnlyTheDatabasesCanDoSaysWhyAndWhere(String command) throws SQLException {
        CommandRun refused = CommandRun.of(remote(Role.OPERATOR), command.split(" ", -1));

        assertThat(refused.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(refused.err().lines().findFirst().orElseThrow())
                .contains("not go with", "run it without --url where DATABASE_URL can be set");
    }

    @Test
    void whatOnlyTheDatabasesCanDoRunsOnThemThoughAServerIsNamedInTheEnvironment() throws SQLException {
        Map<String, String> both = CommandRun.environment(postgres, clickHouse);
        both.putAll(remote(Role.OPERATOR));

        assertThat(CommandRun.of(both, "accounts", "list").exitCode()).isZero();
        assertThat(CommandRun.of(both, "accounts", "list", "--url=" + host.base())
                        .err())
                .contains("--url does not go with accounts list");
        assertThat(CommandRun.of(both, "serve", "--url=" + host.base()).err()).contains("serve is the server itself");
    }

    @Test
    void whatGoesWithAServerAloneIsRefusedWithoutOne() {
        Map<String, String> databases = CommandRun.environment(postgres, clickHouse);

        assertThat(CommandRun.of(databases, "status", "--outbox=shop").err()).contains("--outbox goes with --url");
        assertThat(CommandRun.of(databases, "status", "--token-file=x").err()).contains("--token-file goes with --url");
    }
}
