package dev.postrider.console.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.ApiClient;
import dev.postrider.console.host.ApiClient.Answer;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.Route;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.request.IdempotentRequests;
import dev.postrider.relay.tools.request.RequestFingerprint;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Everything that the pages do, for programs. */
@PostriderTest
class ApiTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static PostgresDatabase postgres;
    private static Host host;
    private static ApiClient stranger;
    private static ApiClient viewer;
    private static ApiClient operator;

    @BeforeAll
    static void start(PostgresDatabase database, ClickHouseDatabase clickHouse) throws SQLException {
        postgres = database;
        host = Host.start(postgres, clickHouse, Host.WITH_API);
        stranger = ApiClient.of(host, null);
        viewer = ApiClient.of(host, token("reading", Role.VIEWER));
        operator = ApiClient.of(host, token("changing", Role.OPERATOR));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void forgetLetters() {
        postgres.execute("DELETE FROM postrider.dead_letter");
    }

    private static String token(String name, Role role) throws SQLException {
        return new Tokens(postgres.dataSource())
                .make(name, role, Duration.ofHours(1), Decision.UNSIGNED)
                .orElseThrow()
                .secret();
    }

    private static void deadLetters(int number) {
        postgres.execute("INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment,"
                + " event_context, metadata_version, batch_no, reason_code, reason) SELECT 1000 + n, '3', 'user_created',"
                + " now(), 'Local', '{\"number\":12345678901234567890}', 1, 1, 117, 'Incorrect data' FROM"
                + " generate_series(1, " + number + ") n");
    }

    @Test
    void everyRouteRefusesStrangersAndUnknownTokensWithoutASession() {
        for (ApiClient client : new ApiClient[] {stranger, ApiClient.of(host, "postrider_" + "x".repeat(43))}) {
            for (Route route : Route.ofApi(host)) {
                Answer answer = client.send(route.method(), route.path().substring(Host.API.length()), null);
                if (!route.path().endsWith("/openapi.json")) {
                    assertThat(answer.status()).as(route.toString()).isEqualTo(401);
                    assertThat(answer.type()).isEqualTo("application/problem+json");
                }
                assertThat(answer.setsCookie()).as(route.toString()).isFalse();
            }
        }
    }

    @Test
    void everyChangeRefusesViewersButTheEndOfASearch() {
        for (Route route : Route.ofApi(host)) {
            if (!route.method().equals("GET") && !route.path().contains("/searches/")) {
                Answer answer = viewer.send(route.method(), route.path().substring(Host.API.length()), "{}");
                assertThat(answer.status()).as(route.toString()).isEqualTo(403);
                assertThat(answer.detail()).contains("viewer");
            }
        }
    }

    @Test
    void everythingThatReadsAnswersAViewerWithJson() {
        postgres.execute("SELECT postrider.publish('user_created', '{}', 'Local')");
        await().atMost(SOON)
                .until(() -> viewer.get("/batches").json().get("batches").size() > 0);
        for (Route route : Route.ofApi(host)) {
            if (route.method().equals("GET")) {
                Answer answer = viewer.get(route.path().substring(Host.API.length()));
                assertThat(answer.status()).as("%s: %s", route, answer.body()).isIn(200, 400, 404);
                if (answer.status() != 200) {
                    assertThat(answer.type()).as(route.toString()).isEqualTo("application/problem+json");
                    assertThat(answer.detail()).as(route.toString()).isNotEmpty();
                } else if (!route.path().endsWith("/export")) {
                    assertThat(answer.json().isObject()).as(route.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void aBatchHasItsAttempts() {
        postgres.execute("SELECT postrider.publish('user_created', '{}', 'Local')");
        await().atMost(SOON)
                .until(() -> viewer.get("/batches/1").status() == 200
                        && !viewer.get("/batches/1")
                                .json()
                                .at("/batch/summary/done_at")
                                .isNull());

        JsonNode attempts = viewer.get("/batches/1").json().at("/batch/attempts");

        assertThat(attempts.get("is_derived").asBoolean()).isTrue();
        assertThat(attempts.at("/kept/0/number").asInt()).isEqualTo(1);
        assertThat(attempts.at("/kept/0/outcome").asString()).isEqualTo("STORED");
        assertThat(attempts.get("left_out").asInt()).isZero();
    }

    @Test
    void theStatusSaysWhetherEventsFlow() {
        JsonNode status = viewer.get("/status").json();

        assertThat(status.get("state").get("code").asString()).isIn("flowing", "nothing_to_do");
        assertThat(status.get("dead_letters").asLong()).isZero();
        assertThat(status.get("active_relay").get("owner").asString()).isNotEmpty();
    }

    @Test
    void allDeadLettersThatMatchAreRequeuedAndEachOnce() {
        deadLetters(3);

        Answer ordered = operator.post(
                "/dead-letters/orders",
                "{\"action\":\"requeue\",\"type\":\"user_created\",\"note\":\"the table is mended\"}");

        assertThat(ordered.status()).as(ordered.body()).isEqualTo(200);
        long number = ordered.json().get("number").asLong();
        await().atMost(SOON)
                .until(() -> !operator.get("/dead-letters/orders/" + number)
                        .json()
                        .get("finished_at")
                        .isNull());
        assertThat(operator.get("/dead-letters/orders/" + number)
                        .json()
                        .get("done")
                        .asLong())
                .isEqualTo(3);
        JsonNode action = viewer.get("/audit?limit=1").json().get("actions").get(0);
        assertThat(action.get("by").asString()).isEqualTo("token changing");
        assertThat(action.get("note").asString()).isEqualTo("the table is mended");
    }

    @Test
    void aContextKeepsEveryDigit() {
        deadLetters(1);

        assertThat(viewer.get("/dead-letters/1001").body()).contains("{\"number\":12345678901234567890}");
    }

    @Test
    void theSameChangeUnderTheSameKeyIsDoneOnceAndAnsweredTwice() {
        deadLetters(1);
        ApiClient once = operator.withKey("once");
        String order = "{\"action\":\"discard\",\"all\":true,\"note\":\"a test\"}";

        Answer first = once.post("/dead-letters/orders", order);
        Answer second = once.post("/dead-letters/orders", order);
        Answer other = once.post("/dead-letters/orders", order.replace("discard", "requeue"));

        assertThat(first.isReplayed()).isFalse();
        assertThat(second.isReplayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter_decision WHERE note = 'a test'"))
                .isEqualTo("1");
    }

    @Test
    void aChangeThatWasRefusedMayComeAgainUnderItsKey() {
        ApiClient once = operator.withKey("again");

        assertThat(once.post("/delivery/pause", "{}").status()).isEqualTo(400);
        assertThat(once.post("/delivery/pause", "{}").status()).isEqualTo(400);
    }

    @Test
    void aKeyThatHasNoAnswerSaysThatNobodyKnows() throws SQLException {
        String number = postgres.queryOne("SELECT number FROM postrider.console_token WHERE name = 'changing'");
        String body = "{\"note\":\"why\"}";
        new IdempotentRequests(postgres.dataSource())
                .begin(
                        number,
                        "lost",
                        RequestFingerprint.of(
                                "POST", Host.API + "/delivery/resume", body.getBytes(StandardCharsets.UTF_8)));

        Answer answer = operator.withKey("lost").post("/delivery/resume", body);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.detail()).contains("Look whether it was done");
    }

    @Test
    void deliveryIsPausedAndResumedWithANote() {
        assertThat(operator.post("/delivery/pause", "{\"note\":\"a move\"}")
                        .json()
                        .get("paused")
                        .asBoolean())
                .isTrue();
        try {
            JsonNode state = viewer.get("/status").json().get("state");
            assertThat(state.get("code").asString()).isEqualTo("paused");
            assertThat(state.get("reason").asString()).contains("token changing", "a move");
        } finally {
            operator.post("/delivery/resume", "{\"note\":\"moved\"}");
        }
        assertThat(operator.post("/delivery/resume", "{\"note\":\"again\"}")
                        .json()
                        .get("resumed")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/batches?state=lost | state is 'lost', must be planned or acknowledged",
                "/batches?limit=0 | 0 batches were asked for, must be 1 to 500",
                "/batches?after=x | 'x' can't be the after of this request",
                "/dead-letters?code=x | code is 'x', must be a whole number",
                "/dead-letters/groups?by=colour | by is 'colour', must be reason, type or code",
                "/dead-letters?limit=-1 | limit is -1, must be 1 to 500",
                "/dead-letters/groups?limit=501 | limit is 501, must be 1 to 500",
                "/dead-letters?ids=1,x | an event id is 'x', must be a whole number",
                "/batches?limit=2147483648 | '2147483648' can't be the limit",
                "/batches/999999999999999999 | the ledger has no batch 999999999999999999",
                "/relays?limit=0 | 0 terms were asked for",
                "/events?limit=501 | it may have 1 to 500",
                "/events/sql?limit=-1 | limit is -1, must be 1 to 500",
                "/events/1/queryable?event_date_time=%2B999999999-12-31T00:00:00Z&transaction=1&database=x | too far away",
                "/events/1/queryable?event_date_time=2026-01-01&transaction=0&database=x | must be 1 or more",
                "/events/1/queryable?event_date_time=&transaction=1&database=x | event_date_time is empty",
                "/events/1/queryable?event_date_time=2026-01-01&transaction=1&database=x&timeout=61 | timeout is 61",
                "/events/99999999999999999999/life | can't be the id",
                "/history?since=whenever | 'whenever' is no time",
                "/audit?limit=5000 | limit is 5000, must be 1 to 1000",
                "/status?outbox=other | there is no outbox 'other' here",
                "/events?id=abc | 'abc' is no event id",
                "/events/1/queryable?transaction=1&database=x | the parameter 'event_date_time' is missing",
                "/nothing | the API has no GET"
            })
    void whatCantBeReadIsNamedWithWhatItMayBe(String path, String problem) {
        Answer answer = viewer.get(path);

        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.detail()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\"} | say which dead letters are meant",
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\",\"all\":true,\"type\":\"a\"} | don't go together",
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\",\"typ\":\"a\"} | typ",
                "/dead-letters/orders | {\"action\":\"requeue\",\"all\":true} | A note is needed",
                "/dead-letters/orders | {\"action\":\"eat\",\"all\":true} | action is 'eat', must be requeue or discard",
                "/delivery/pause | {\"note\": | the body can't be read",
                "/delivery/pause | {\"note\":\"a\"} {\"note\":\"b\"} | the body can't be read",
                "/delivery/pause | null | there is no body",
                "/delivery/pause | [] | the body can't be read",
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\",\"event_ids\":[]} | say which dead letters are meant",
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\",\"type\":\" \"} | say which dead letters are meant",
                "/dead-letters/orders | {\"action\":\"requeue\",\"note\":\"x\",\"code\":99999999999} | the body can't be read",
                "/replay/send | {\"counted\":\"x\",\"note\":\"y\"} | dry run",
                "/verification/run | {\"kind\":\"look\"} | must be compare, dry-run or repair",
                "/tokens | {\"name\":\"\"} | a token's name must be",
                "/tokens | {\"name\":\"a\",\"lifetime\":\"PT1S\"} | a minute to 366 days"
            })
    void aChangeThatCantBeReadChangesNothing(String path, String body, String problem) {
        Answer answer = operator.post(path, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.detail()).containsIgnoringCase(problem);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        Answer answer = operator.post("/delivery/pause", "{\"note\":\"" + "x".repeat(70_000) + "\"}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.detail()).contains("65536");
    }

    @Test
    void aTokenIsMadeUsedAndRevoked() {
        JsonNode made = operator.post("/tokens", "{\"name\":\"robot\",\"lifetime\":\"PT1H\",\"note\":\"for a test\"}")
                .json();
        ApiClient robot = ApiClient.of(host, made.get("secret").asString());
        assertThat(robot.get("/status").status()).isEqualTo(200);
        assertThat(operator.post("/tokens", "{\"name\":\"robot\"}").status()).isEqualTo(409);

        long number = made.get("token").get("number").asLong();
        assertThat(operator.send("DELETE", "/tokens/" + number, null).status()).isEqualTo(200);

        assertThat(robot.get("/status").status()).isEqualTo(401);
        assertThat(operator.send("DELETE", "/tokens/" + number, null).status()).isEqualTo(404);
        assertThat(operator.get("/tokens").body())
                .doesNotContain(made.get("secret").asString());
    }

    @Test
    void anEventIsAwaitedUntilItCanBeQueried() {
        String id = postgres.queryOne("SELECT postrider.publish('user_created', '{}', 'Local')");
        String[] event = postgres.queryOne("SELECT concat_ws(' ', to_char(event_date_time AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), txid, postrider.life()) FROM postrider.event_outbox"
                        + " WHERE id = " + id)
                .split(" ", -1);

        JsonNode outcome = viewer.get("/events/" + id + "/queryable?event_date_time=" + event[0] + "&transaction="
                        + event[1] + "&database=" + event[2] + "&timeout=30")
                .json();

        assertThat(outcome.get("queryable").asBoolean()).as(outcome.toString()).isTrue();
        assertThat(outcome.get("replicas").size()).isEqualTo(1);
        assertThat(viewer.get("/events?id=" + id).json().get("events").size()).isEqualTo(1);
    }

    @Test
    void aTokensSecretIsNotKeptForARequestThatComesAgain() {
        ApiClient once = operator.withKey("secret");
        String wanted = "{\"name\":\"hidden\",\"lifetime\":\"PT1H\"}";
        String secret = once.post("/tokens", wanted).json().get("secret").asString();

        Answer again = once.post("/tokens", wanted);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.detail()).contains("was done", "shown once");
        assertThat(postgres.queryOne(
                        "SELECT count(*) FROM postrider.console_request r WHERE r::text LIKE '%" + secret + "%'"))
                .isEqualTo("0");
    }

    @Test
    void aRangeIsComparedInTheBackground() {
        Answer begun = operator.post("/verification/run", "{}");
        assertThat(begun.status()).as(begun.body()).isEqualTo(200);

        await().atMost(SOON)
                .until(() -> !operator.get("/verification")
                        .json()
                        .get("asked")
                        .get("under_way")
                        .asBoolean());

        JsonNode asked = operator.get("/verification").json().get("asked");
        assertThat(asked.get("problem").isNull()).as(asked.toString()).isTrue();
        assertThat(asked.get("result").get("clean").asBoolean()).isTrue();
    }
}
