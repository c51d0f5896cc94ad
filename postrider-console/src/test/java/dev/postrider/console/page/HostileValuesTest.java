package dev.postrider.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What whoever may publish can put into types, environments and contexts, and ClickHouse into reasons: on every page it stays text. */
@PostriderTest
class HostileValuesTest {
    private static final String TYPE = "</pre><script>planted()</script>'\"&%2e/../ \u202e\u0301\ud83d\ude00";
    private static final String ENVIRONMENT = "' onmouseover='planted()";
    private static final String REASON =
            "</p><img src=x onerror=planted()>\n[[${7*7}]] __${7*7}__ ${T(java.lang.Runtime)}";
    private static final int LONGEST_PAGE = 5_000_000;

    /** Nested as deep as ClickHouse's JSON takes, with a text of a megabyte, keys that are markup, and an empty key. */
    private static final String CONTEXT = "{\"a\":".repeat(200)
            + "{\"<b onclick=planted()>\":\"</textarea><script>planted()</script>\",\"\":\"=1+planted()\",\"long\":\""
            + "<i>x</i>".repeat(130_000) + "\"}" + "}".repeat(200);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    HostileValuesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @Test
    void stayTextOnEveryPage() {
        try (Host host = Host.start(postgres, clickHouse)) {
            publish();
            String key = clickHouse.queryOne(
                    "SELECT toString(toUnixTimestamp64Micro(event_date_time)) || '.' || event_id || '.' || outbox"
                            + " FROM event_log");
            String type = URLEncoder.encode(TYPE, StandardCharsets.UTF_8);
            Map<String, String> queries = Map.of(
                    "/catalogue/fields", "name=" + type,
                    "/catalogue/type", "name=" + type,
                    "/dead-letters/decide", "action=requeue&type=" + type,
                    "/events",
                            "type=" + type + "&environment=" + URLEncoder.encode(ENVIRONMENT, StandardCharsets.UTF_8),
                    "/events/export", "format=jsonl",
                    "/events/log", "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8),
                    "/find", "id=1");
            WebClient operator = new WebClient(host.base());
            operator.logIn(Host.PATH, Host.OPERATOR, Host.PASSWORD);
            int shown = 0;
            for (Route route : Route.all(host)) {
                String path = route.path().substring(Host.PATH.length());
                if (!route.method().equals("GET") || path.equals("/live")) {
                    continue;
                }
                String query = queries.get(path.replaceFirst("\\?.*", ""));
                Answer answer = operator.get(
                        Host.PATH + path + (query == null ? "" : (path.contains("?") ? "&" : "?") + query));
                assertThat(answer.status()).as(path).isLessThan(500);
                assertThat(answer.body().length()).as(path).isLessThan(LONGEST_PAGE);
                if (answer.header("content-type") != null
                        && answer.header("content-type").startsWith("text/html")) {
                    assertThat(answer.body())
                            .as(path)
                            .doesNotContain(
                                    "<script>planted",
                                    "<img src=x",
                                    "<b onclick",
                                    "onmouseover='",
                                    "<i>x</i>",
                                    "[[49]]",
                                    "__49__");
                    shown += answer.body().contains("planted()") ? 1 : 0;
                }
            }
            assertThat(shown).as("pages that show something of it").isGreaterThan(8);
        }
    }

    private void publish() {
        postgres.execute(
                "SELECT postrider.publish(" + quoted(TYPE) + ", " + quoted(CONTEXT) + ", " + quoted(ENVIRONMENT) + ")",
                "INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,"
                        + " metadata_version, batch_no, reason_code, reason) VALUES (1, '3', " + quoted(TYPE)
                        + ", now(), " + quoted(ENVIRONMENT) + ", " + quoted(CONTEXT) + ", 1, 1, 6, " + quoted(REASON)
                        + ")",
                "INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note, finished_at)"
                        + " VALUES ('discard', json_build_object('type', " + quoted(TYPE) + "), '<b>planted()</b>', "
                        + quoted(REASON) + ", now())");
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        clickHouse.queryOne("SELECT count() FROM event_log").equals("1"));
    }

    private static String quoted(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
