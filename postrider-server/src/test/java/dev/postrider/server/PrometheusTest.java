package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.NeededProgram;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus scrapes the real server: the alert rules load, and every query of the Grafana dashboard has an answer. */
@PostriderTest
class PrometheusTest {
    private static final Path OPS = Path.of("../ops").toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private int prometheusPort;

    PrometheusTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse, @TempDir Path folder) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.folder = folder;
    }

    @Test
    void scrapesTheServerLoadsTheAlertsAndAnswersTheDashboard() throws Exception {
        NeededProgram.require(
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "prometheus"))),
                "prometheus is not on the PATH (make test fetches it where Debian's packages are)");
        OutboxSchema.migrate(postgres.dataSource());
        try (ChildJvm server = start()) {
            int port = Integer.parseInt(
                    server.awaitLine("Tomcat started on port (\\d+)", SOON).group(1));
            Process prometheus = prometheus(port);
            try {
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> value("postrider_delivering").equals("1"));
                await().atMost(SOON).ignoreExceptions().until(() -> {
                    postgres.execute("SELECT postrider.publish('thing_happened', '{}', 'Test')");
                    return unanswered().isEmpty();
                });
                assertThat(get("/api/v1/rules").findValuesAsString("health"))
                        .as("the alert rules")
                        .hasSizeGreaterThan(5)
                        .containsOnly("ok");
                assertThat(get("/api/v1/alerts").findValuesAsString("state")).doesNotContain("firing");
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    private ChildJvm start() {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("POSTRIDER_RELAY_VERIFY_EVERY", "200ms")
                .start();
    }

    private Process prometheus(int port) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            prometheusPort = free.getLocalPort();
        }
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {scrape_interval: 500ms, evaluation_interval: 1s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: postrider
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(OPS.resolve("alerts/postrider.rules.yml"), port));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Queries of the dashboard that have no answer. */
    private List<String> unanswered() throws Exception {
        List<String> unanswered = new ArrayList<>();
        List<String> queries = JSON.readTree(OPS.resolve("grafana/postrider.json"))
                .get("panels")
                .findValuesAsString("expr");
        assertThat(queries).hasSizeGreaterThan(20);
        for (String query : queries) {
            String asked = query.replace("$__rate_interval", "30s").replace("$outbox", ".*");
            // the server publishes nothing itself
            if (!query.contains("postrider_events_published_total")
                    && result(asked).isEmpty()) {
                unanswered.add(query);
            }
        }
        return unanswered;
    }

    private String value(String query) throws Exception {
        return result(query).at("/0/value/1").asString();
    }

    private JsonNode result(String query) throws Exception {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.get("status").asString()).as("%s: %s", query, answer).isEqualTo("success");
        return answer.at("/data/result");
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + prometheusPort + path))
                .build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
