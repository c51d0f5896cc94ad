package dev.postrider.examples.users.edge;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.ServiceProcess;
import dev.postrider.examples.users.service.SharedService;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.examples.users.service.UsersClient.Answer;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger can send, and what it costs. */
@PostriderTest
@ExtendWith(SharedService.Extension.class)
class RequestLimitsTest {
    private static final URI NO_CLICKHOUSE = URI.create("http://127.0.0.1:9");
    private static final int TIMED_OUT = 408;
    private static final int TOO_LONG = 413;

    private final UsersClient client;

    RequestLimitsTest(SharedService service) {
        this.client = service.client();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/users",
                "/%61pi/users",
                "/%61%70%69/%75sers",
                "/API/users",
                "/api//users",
                "/api/users;x=1",
                "/x/../api/users",
                "/actuator/health",
                "/%61ctuator/health",
                "/console/login",
                "/console/logout",
                "/console",
                "/",
                "/nowhere"
            })
    void aBodyThatIsTooLongIsRefusedWhateverItsAddressItsKindAndWhetherItsLengthIsTold(String path) {
        byte[] body = new byte[BodyLimits.MAX_BYTES + 1];
        for (String kind : List.of(
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain")) {
            for (BodyPublisher publisher :
                    List.of(BodyPublishers.ofByteArray(body), BodyPublishers.ofByteArrays(List.of(body)))) {
                assertThat(post(path, kind, publisher).status())
                        .as("%s, %d bytes told", kind, publisher.contentLength())
                        .isEqualTo(TOO_LONG);
            }
        }
    }

    @Test
    void aSmallHeapSurvivesManyLargeBodiesAtOnce(PostgresDatabase postgres) {
        try (ServiceProcess service = ServiceProcess.start(ServiceProcess.launch(postgres, NO_CLICKHOUSE)
                .withEnvironment("POSTRIDER_RELAY_ENABLED", "false")
                .withJvmArguments("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"))) {
            byte[] nested = new byte[24 * 1024 * 1024];
            Arrays.fill(nested, (byte) '[');
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (String path : List.of("/%61pi/users", "/api/users", "/login", "/")) {
                answers.add(inBackground(service, path, BodyPublishers.ofByteArray(nested)));
                answers.add(inBackground(service, path, BodyPublishers.ofByteArrays(List.of(nested))));
            }

            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isIn(TOO_LONG, 0));
            assertThat(service.client().createUser(newEmail(), "Ann", "Lee").status())
                    .isEqualTo(201);
            assertThat(service.process().isAlive()).isTrue();
        }
    }

    @Test
    void jsonThatIsDeepOrHasManyPartsOrLongNumbersIsNotReadToItsEnd() {
        for (String value : List.of(
                "[".repeat(33) + "]".repeat(33),
                "{\"a\":".repeat(33) + "1" + "}".repeat(33),
                "[" + "1,".repeat(1_000) + "1]",
                "9".repeat(101),
                "{\"" + "n".repeat(300) + "\":1}")) {
            Answer answer = client.post("/%61pi/users", "application/json", "{\"email\":" + value + "}");

            assertThat(answer.status()).as(value).isEqualTo(400);
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.json().get("detail").stringValue()).contains("it can't be read as one");
        }
    }

    @Test
    void aPackedBodyIsNotUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(packed)) {
            zip.write("[".repeat(8 * 1024 * 1024).getBytes(StandardCharsets.US_ASCII));
        }

        Answer answer = client.send(client.request("/api/users")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build());

        assertThat(packed.size()).isLessThan(BodyLimits.MAX_BYTES);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void headersAndQueriesHaveALimit() {
        assertThat(client.get("/api/users?before=" + "1".repeat(9_000)).status())
                .isEqualTo(400);
        assertThat(client.send(client.request("/api/users")
                                .header("X-Long", "x".repeat(9_000))
                                .build())
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/api/users?limit=100000").status()).isEqualTo(400);
    }

    @Test
    void aFormWhoseLengthIsNotToldIsReadLikeAnyOther() {
        Answer answer = client.send(client.request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofByteArrays(
                        List.of("username=operator&password=x".getBytes(StandardCharsets.UTF_8))))
                .build());

        assertThat(answer.status()).as("without the form's token").isEqualTo(403);
    }

    @Test
    void aBodyThatComesByDropsOrNotAtAllIsGivenUp() {
        CompletableFuture<String> byDrops = CompletableFuture.supplyAsync(() -> answerToSlowBody("/%61pi/users", 250));
        CompletableFuture<String> aForm = CompletableFuture.supplyAsync(() -> answerToSlowBody("/login", 250));
        CompletableFuture<String> silent = CompletableFuture.supplyAsync(() -> answerToSlowBody("/api/users", 60_000));

        for (CompletableFuture<String> answer : List.of(byDrops, aForm, silent)) {
            assertThat(answer.join()).startsWith("HTTP/1.1 " + TIMED_OUT);
        }
    }

    private Answer post(String path, String contentType, BodyPublisher body) {
        return client.send(client.request(path)
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    /** The status; 0 if the service closed the connection before it could be read. */
    private static CompletableFuture<Integer> inBackground(ServiceProcess service, String path, BodyPublisher body) {
        UsersClient client = service.client();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.send(client.request(path)
                                .header("Content-Type", "application/json")
                                .POST(body)
                                .build())
                        .status();
            } catch (UncheckedIOException closed) {
                return 0;
            }
        });
    }

    /** Sends a byte after each pause until it is answered; gives the answer's first line. */
    private String answerToSlowBody(String path, int pauseMillis) {
        try (Socket socket = new Socket("localhost", client.base().getPort())) {
            OutputStream request = socket.getOutputStream();
            request.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(pauseMillis);
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\n") < 0) {
                try {
                    int read = socket.getInputStream().read();
                    if (read < 0) {
                        break;
                    }
                    line.append((char) read);
                } catch (SocketTimeoutException nothingYet) {
                    request.write('x');
                }
            }
            return line.toString();
        } catch (IOException noAnswer) {
            throw new UncheckedIOException(noAnswer);
        }
    }
}
