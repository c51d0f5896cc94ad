package dev.postrider.examples.users.api;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.SharedService;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.examples.users.service.UsersClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedService.Extension.class)
class CreateUserApiTest {
    private final SharedService service;
    private final UsersClient client;

    CreateUserApiTest(SharedService service) {
        this.service = service;
        this.client = service.client();
    }

    @Test
    void answersWithTheUserAndItsAddress() {
        String email = newEmail();

        Answer answer = client.createUser(email, "Ann", "Lee");

        assertThat(answer.status()).isEqualTo(201);
        JsonNode user = answer.json();
        assertThat(user.propertyNames())
                .containsExactly(
                        "id", "email", "first_name", "last_name", "is_active", "is_staff", "created_at", "updated_at");
        assertThat(user.get("email").stringValue()).isEqualTo(email);
        assertThat(user.get("first_name").stringValue()).isEqualTo("Ann");
        assertThat(user.get("last_name").stringValue()).isEqualTo("Lee");
        assertThat(user.get("is_active").booleanValue()).isTrue();
        assertThat(user.get("is_staff").booleanValue()).isFalse();
        assertThat(Instant.parse(user.get("created_at").stringValue()))
                .isBetween(
                        Instant.now().minus(Duration.ofMinutes(1)),
                        Instant.now().plusSeconds(5));
        assertThat(user.get("updated_at")).isEqualTo(user.get("created_at"));
        assertThat(answer.headers())
                .containsEntry("location", "/api/users/" + user.get("id").longValue());
        assertThat(client.get("/api/users/" + user.get("id").longValue()).json())
                .isEqualTo(user);
    }

    @Test
    void publishesOneEventWithTheUsersFieldsAsContext() {
        String email = newEmail();

        client.createUser(email, "Zoë \"Z\" <b>", "O'Neil 😀");

        assertThat(eventsOf(email))
                .containsExactly("user_created|Local|1|{\"email\":\"" + email
                        + "\",\"first_name\":\"Zoë \\\"Z\\\" <b>\",\"last_name\":\"O'Neil 😀\"}");
    }

    @Test
    void aTakenEmailIsAConflictAndLeavesNoSecondUserOrEvent() {
        String email = newEmail();
        client.createUser(email, "Ann", "Lee");

        Answer answer = client.createUser(email, "Another", "Ann");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("detail").stringValue()).isEqualTo("User with this email already exists");
        assertThat(answer.json().get("title").stringValue()).isEqualTo("Conflict");
        assertThat(answer.json().get("status").intValue()).isEqualTo(409);
        assertThat(fieldsNamedBy(answer)).containsExactly("email");
        assertThat(usersOf(email)).containsExactly("Ann Lee");
        assertThat(eventsOf(email)).hasSize(1);
    }

    @Test
    void emailsThatDifferInCaseAreDifferentUsers() {
        String email = newEmail();

        assertThat(client.createUser(email, "Ann", "Lee").status()).isEqualTo(201);
        assertThat(client.createUser("U" + email.substring(1), "Ann", "Lee").status())
                .isEqualTo(201);
    }

    @Test
    void simultaneousRequestsForOneEmailMakeOneUserAndOneEvent() throws Exception {
        int clients = 12;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            for (int round = 0; round < 5; round++) {
                String email = newEmail();
                CyclicBarrier start = new CyclicBarrier(clients);
                List<Callable<Integer>> requests = IntStream.range(0, clients)
                        .<Callable<Integer>>mapToObj(number -> () -> {
                            start.await();
                            return client.createUser(email, "Ann " + number, "Lee")
                                    .status();
                        })
                        .toList();

                List<Integer> statuses = threads.invokeAll(requests).stream()
                        .map(CreateUserApiTest::get)
                        .toList();

                assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
                assertThat(statuses).filteredOn(status -> status == 409).hasSize(clients - 1);
                assertThat(usersOf(email)).hasSize(1);
                assertThat(eventsOf(email)).hasSize(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void ifPublishingFailsTheUserIsNotCreated() {
        String email = newEmail();
        service.postgres()
                .execute("ALTER TABLE postrider.event_outbox ADD CONSTRAINT unpublishable CHECK"
                        + " (event_context->>'email' <> '" + email + "')");
        try {
            Answer answer = client.createUser(email, "Ann", "Lee");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.text()).doesNotContain("unpublishable").doesNotContain("SQL");
            assertThat(usersOf(email)).isEmpty();
            assertThat(eventsOf(email)).isEmpty();
        } finally {
            service.postgres().execute("ALTER TABLE postrider.event_outbox DROP CONSTRAINT unpublishable");
        }
        assertThat(client.createUser(email, "Ann", "Lee").status())
                .as("the email is free again")
                .isEqualTo(201);
    }

    @Test
    void namesEveryBadField() {
        Answer answer = client.createUser("not an email", "", "x".repeat(256));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("errors").toString())
                .isEqualTo(
                        "[{\"field\":\"email\",\"message\":\"must be an email address, such as ann@example.com\"},"
                                + "{\"field\":\"first_name\",\"message\":\"must not be empty\"},"
                                + "{\"field\":\"last_name\",\"message\":\"must be at most 255 characters long, but has 256\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | email,first_name,last_name",
                "{\"email\":null,\"first_name\":\"A\",\"last_name\":\"L\"}         | email",
                "{\"email\":5,\"first_name\":{},\"last_name\":[\"L\"]}             | email,first_name,last_name",
                "{\"email\":\"a@example.com\",\"first_name\":true,\"last_name\":\"L\"} | first_name",
                "{\"email\":\"a@example.com\",\"first_name\":\"a\\u0000\",\"last_name\":\"\\ud800\"} | first_name,last_name"
            })
    void refusesFieldsThatAreMissingOrNoUsableStrings(String body, String fields) {
        Answer answer = client.post("/api/users", "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(fieldsNamedBy(answer)).containsExactly(fields.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "null", "[]", "\"ann\"", "{\"email\":\"a@example.com\"} trailing", "\u00ff\u00fe{}"})
    void refusesABodyThatIsNoJsonObject(String body) {
        Answer answer = client.post("/api/users", "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("detail").stringValue())
                .startsWith("The body must be a JSON object with the strings email, first_name and last_name");
    }

    @Test
    void nobodyMakesThemselvesStaff() {
        String email = newEmail();

        Answer answer = client.post(
                "/api/users",
                "application/json",
                "{\"email\":\"" + email
                        + "\",\"first_name\":\"Ann\",\"last_name\":\"Lee\",\"is_staff\":true,\"id\":1,\"is_active\":false}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("is_staff").booleanValue()).isFalse();
        assertThat(answer.json().get("is_active").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void takesOnlyJsonSoThatNoFormOnAForeignSiteCanSignUp(String contentType) {
        Answer answer = client.post("/api/users", contentType, "{}");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void refusesABodyThatIsTooLongWhetherItsLengthIsToldOrNot() {
        byte[] tooLong = new byte[17 * 1024];

        Answer told = client.send(client.request("/api/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(tooLong))
                .build());
        Answer chunked = client.send(client.request("/api/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArrays(List.of(tooLong)))
                .build());

        assertThat(List.of(told.status(), chunked.status())).containsExactly(413, 413);
        assertThat(told.contentType()).startsWith("application/problem+json");
        assertThat(chunked.json().get("detail").stringValue()).isEqualTo("The body must be at most 16384 bytes long.");
    }

    @Test
    void takesTheLongestValidFieldsWithEveryCharacterEscapedAndTheLengthNotTold() {
        String email = newEmail();
        String longest = "\\ud83d\\ude00".repeat(255);
        String body =
                "{\"email\":\"" + email + "\",\"first_name\":\"" + longest + "\",\"last_name\":\"" + longest + "\"}";

        Answer answer = client.send(client.request("/api/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArrays(List.of(body.getBytes(StandardCharsets.UTF_8))))
                .build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("last_name").stringValue()).isEqualTo("😀".repeat(255));
    }

    private List<String> usersOf(String email) {
        return service
                .postgres()
                .query("SELECT first_name || ' ' || last_name FROM users WHERE email = '" + email + "'")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private List<String> eventsOf(String email) {
        return service
                .postgres()
                .query("SELECT concat_ws('|', event_type, environment, metadata_version, event_context)"
                        + " FROM postrider.event_outbox WHERE event_context->>'email' = '" + email + "'")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static List<String> fieldsNamedBy(Answer answer) {
        return answer.json()
                .get("errors")
                .valueStream()
                .map(error -> error.get("field").stringValue())
                .toList();
    }

    private static Integer get(Future<Integer> future) {
        try {
            return future.get();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
