package dev.postrider.console.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.ApiClient;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.TestServers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees contexts where fields are masked. Everything that must not be seen has {@code planted} in it. */
class MaskingTest {
    private static final String CONTEXT = "{\"number\":12345678901234567890,\"email\":\"planted@example.com\","
            + "\"items\":[{\"iban\":\"planted-iban\",\"n\":1}],\"nested\":{\"email\":{\"planted-key\":\"planted\"}},\"shop\":\"Vienna\"}";

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;

    /** Of the routes that need some. */
    private static Map<String, String> queries;

    @BeforeAll
    static void start() {
        postgres = TestServers.newPostgresDatabase();
        clickHouse = TestServers.newClickHouseDatabase();
        host = Host.start(
                postgres, clickHouse, Host.WITH_API, "postrider.console.masked-fields=email, $.items[*].iban");
        postgres.execute("SELECT postrider.publish('user_created', '" + CONTEXT + "', 'Local')");
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        clickHouse.queryOne("SELECT count() FROM event_log").equals("1"));
        postgres.execute(
                "INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,"
                        + " metadata_version, batch_no, reason_code, reason) VALUES (1, '3', 'user_created', now(), 'Local', '"
                        + CONTEXT
                        + "', 1, 1, 6, 'Cannot parse string ''planted@example.com'' as UInt32: while executing"
                        + " ''FUNCTION toUInt32(s : 1)''. (CANNOT_PARSE_TEXT)')",
                "INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note, finished_at)"
                        + " VALUES ('discard', '{\"reason_contains\":\"planted\",\"code\":6}', 'ada', 'tests', now())");
        String key = clickHouse.queryOne(
                "SELECT toString(toUnixTimestamp64Micro(event_date_time)) || '.' || event_id || '.' || outbox"
                        + " FROM event_log");
        queries = Map.of(
                "/catalogue/fields", "name=user_created",
                "/catalogue/type", "name=user_created",
                "/dead-letters/decide", "action=requeue",
                "/events/export", "format=jsonl",
                "/events/log", "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8),
                "/find", "id=1");
    }

    @AfterAll
    static void stop() {
        host.close();
        clickHouse.close();
        postgres.close();
    }

    private static WebClient loggedIn(String name) {
        WebClient client = new WebClient(host.base());
        client.logIn(Host.PATH, name, Host.PASSWORD);
        return client;
    }

    private static Answer get(WebClient client, String path) {
        String query = queries.get(path.replaceFirst("\\?.*", ""));
        return client.get(Host.PATH + path + (query == null ? "" : (path.contains("?") ? "&" : "?") + query));
    }

    private static String opened() {
        return postgres.queryOne("SELECT COALESCE(string_agg(ordered_by || ' ' || done || ' ' || criteria, E'\\n'"
                + " ORDER BY begun_at), '') FROM postrider.operator_action WHERE action = 'open payload'");
    }

    @Test
    void maskedFieldsAreSuggestedToOperatorsAlone() {
        String path = "/events/suggestions?type=user_created";

        assertThat(get(loggedIn(Host.OPERATOR), path).body()).contains("email");
        assertThat(get(loggedIn(Host.VIEWER), path).body())
                .doesNotContain("email")
                .doesNotContain("iban");
    }

    @Test
    void noRouteOfTheApiTellsAViewerTheValueOfAMaskedField() throws SQLException {
        ApiClient viewer = ApiClient.of(
                host,
                new Tokens(postgres.dataSource())
                        .make("reading", Role.VIEWER, Duration.ofHours(1), Decision.UNSIGNED)
                        .orElseThrow()
                        .secret());
        for (Route route : Route.ofApi(host)) {
            if (route.method().equals("GET")) {
                String path = route.path().substring(Host.API.length());
                assertThat(viewer.get(path).body()).as(path).doesNotContain("planted");
            }
        }
        assertThat(viewer.get("/dead-letters/1").body()).contains("•••").doesNotContain("planted");
        assertThat(viewer.get("/events").body()).contains("•••").doesNotContain("planted");
        assertThat(viewer.get("/event-types/fields?type=user_created").body()).doesNotContain("planted");
        assertThat(viewer.get("/events?where=email%3Dx").status()).isEqualTo(400);
        assertThat(viewer.get("/events/export").status()).isEqualTo(400);
        assertThat(viewer.get("/dead-letters?reason=planted").status()).isEqualTo(400);
    }

    @Test
    void noRouteTellsAViewerTheValueOfAMaskedField() {
        WebClient viewer = loggedIn(Host.VIEWER);
        String before = opened();
        for (Route route : Route.all(host)) {
            String path = route.path().substring(Host.PATH.length());
            // it streams, and says only that there is news
            if (!route.method().equals("GET") || path.equals("/live")) {
                continue;
            }
            Answer answer = get(viewer, path);
            assertThat(answer.status()).as(path).isIn(expected(path));
            assertThat(answer.body()).as(path).doesNotContain("planted");
        }
        assertThat(get(viewer, "/dead-letters?group=reason").body())
                .contains("CANNOT_PARSE_TEXT")
                .doesNotContain("planted");
        assertThat(get(viewer, "/dead-letters/1").body())
                .contains(
                        "&quot;number&quot;: 12345678901234567890",
                        "&quot;email&quot;: &quot;•••&quot;",
                        "toUInt32(s)");
        assertThat(get(viewer, "/dead-letters/1/context").body())
                .isEqualTo("{\"number\":12345678901234567890,\"email\":\"•••\",\"items\":[{\"iban\":\"•••\",\"n\":1}],"
                        + "\"nested\":{\"email\":\"•••\"},\"shop\":\"Vienna\"}");
        assertThat(get(viewer, "/events/found").body()).contains("&quot;shop&quot;:&quot;Vienna&quot;");
        assertThat(get(viewer, "/catalogue/fields").body()).contains("shop").doesNotContain("<code>nested.email");
        assertThat(get(viewer, "/audit").body()).contains("reason_contains", "•••", "ada");
        assertThat(opened()).as("viewers open nothing").isEqualTo(before);
    }

    private static List<Integer> expected(String path) {
        return switch (path) {
            case "/events/export" -> List.of(400);
            case "/assets/1", "/x/y" -> List.of(404);
            case "/denied", "/tokens", "/tokens/1/revoke" -> List.of(403);
            case "/wait" -> List.of(429);
            case "/find" -> List.of(302);
            default -> List.of(200);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events?where=email+%3D+planted",
                "/events/found?where=user.email+exists",
                "/events/found?where=shop+%3D+Vienna+and+email+contains+a&text=true",
                "/events/histogram?where=items.iban+%21%3D+a",
                "/events/histogram?where=items+exists",
                "/events/found?where=%22email.%3AString%22+%3D+a",
                "/events/export?where=shop+%3D+Vienna",
                "/dead-letters?reason=planted",
                "/dead-letters?reason=planted&group=reason",
                "/dead-letters/decide?reason=planted"
            })
    void aViewerIsToldWhyAQuestionAboutMaskedFieldsIsRefused(String path) {
        Answer answer = get(loggedIn(Host.VIEWER), path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("masked for viewers");
    }

    @Test
    void aViewerFindsEventsByFieldsThatAreNotMasked() {
        assertThat(get(loggedIn(Host.VIEWER), "/events/found?where=shop+%3D+Vienna+and+items.n+exists")
                        .status())
                .isEqualTo(200);
        assertThat(get(loggedIn(Host.VIEWER), "/events/found?where=shop+%3D+Vienna")
                        .body())
                .contains("Vienna")
                .doesNotContain("Download all");
    }

    @Test
    void anOperatorSeesEverythingAndItIsWrittenDown() {
        WebClient operator = loggedIn(Host.OPERATOR);
        postgres.execute("TRUNCATE postrider.payload_opening");
        for (String path : List.of(
                "/dead-letters/1",
                "/dead-letters/1/context",
                "/events/log",
                "/events/found?where=email+%3D+planted@example.com+and+shop+%3D+Vienna",
                "/events/export?where=shop+%3D+Vienna",
                "/catalogue/fields")) {
            Answer answer = get(operator, path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).contains("planted@example.com");
        }
        assertThat(get(operator, "/events/histogram?where=email+exists").status())
                .isEqualTo(200);
        for (String path : List.of("", "/dead-letters", "/dead-letters?group=reason", "/events/1/life")) {
            assertThat(get(operator, path).body())
                    .as("what is not written down: " + path)
                    .contains("CANNOT_PARSE_TEXT")
                    .doesNotContain("planted");
        }
        assertThat(opened().lines())
                .containsExactly(
                        "olga 1 {\"dead_letter\":1}",
                        "olga 1 {\"dead_letter\":1}",
                        "olga 1 {\"event_id\":1}",
                        "olga 1 {\"how\":\"search\",\"where\":\"email = ••• and shop = Vienna\"}",
                        "olga 0 {\"how\":\"download\",\"format\":\"jsonl\",\"where\":\"shop = Vienna\"}",
                        "olga 1 {\"example\":\"user_created\"}",
                        "olga 0 {\"how\":\"count\",\"where\":\"email exists\"}");
        assertThat(get(operator, "/audit").body()).contains("open payload", "email = •••");
    }

    @Test
    void whatCantBeWrittenDownIsNotShown() {
        WebClient operator = loggedIn(Host.OPERATOR);
        postgres.execute("ALTER TABLE postrider.payload_opening RENAME TO not_there");
        try {
            for (String path : List.of(
                    "/dead-letters/1",
                    "/dead-letters/1/context",
                    "/events/log",
                    "/events/found",
                    "/events/export",
                    "/catalogue/fields")) {
                Answer answer = get(operator, path);
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.body()).as(path).doesNotContain("planted");
            }
        } finally {
            postgres.execute("ALTER TABLE postrider.not_there RENAME TO payload_opening");
        }
    }
}
