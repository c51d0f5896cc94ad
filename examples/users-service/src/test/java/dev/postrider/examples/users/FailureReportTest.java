package dev.postrider.examples.users;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postrider.examples.users.service.RunningService;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

@PostriderTest
class FailureReportTest {
    private final List<String> envelopes = new CopyOnWriteArrayList<>();

    @Test
    void aRequestThatFailsIsReportedOnceWithItsUseCaseAndOneThatIsRefusedNever(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse) throws Exception {
        HttpServer sentry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sentry.createContext("/", this::receive);
        sentry.start();
        try (RunningService service = RunningService.start(
                postgres,
                clickHouse,
                "sentry.dsn=http://key@127.0.0.1:" + sentry.getAddress().getPort() + "/1",
                "postrider.relay.enabled=false")) {
            String email = newEmail();
            assertThat(service.client().createUser("refused", "", "").status()).isEqualTo(400);
            postgres.execute("ALTER TABLE postrider.event_outbox RENAME TO event_outbox_away");

            assertThat(service.client().createUser(email, "Ann", "Lee").status())
                    .isEqualTo(500);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(errors()).isNotEmpty());
            assertThat(errors()).singleElement().asString().contains("\"use_case\":\"create_user\"", email);
        } finally {
            sentry.stop(0);
        }
    }

    private List<String> errors() {
        return envelopes.stream()
                .filter(envelope -> envelope.contains("\"type\":\"event\""))
                .toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (InputStream body = packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            envelopes.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
