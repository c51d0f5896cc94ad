package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.trace.BatchTracer;
import dev.postrider.server.cli.ReverseProxy;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.tracedshop.TracedShop;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A request is followed into ClickHouse, by what a collector receives; and delivery does not wait for a collector. */
@PostriderTest
class OneTraceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BY_SIGTERM = 128 + 15;
    private static final String TRACE_PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;

    OneTraceTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @Test
    void aRequestIsFollowedToTheInsertOfItsEvent() throws IOException, InterruptedException {
        try (OtlpReceiver received = new OtlpReceiver();
                ReverseProxy proxy = new ReverseProxy("", clickHouse.url());
                ConfigurableApplicationContext shop = startShop(proxy, received.endpoint())) {
            String eventId = placeAnOrder(shop);
            eventually(() -> received.named("deliver event_outbox").size() == 1);
            eventually(() -> received.named("http post /orders").size() == 1);

            Span request = received.named("http post /orders").get(0);
            Span publish = received.named("publish event_outbox").get(0);
            // what stands between them, as Spring Security, may have spans too
            assertThat(received.isBelow(publish, request)).isTrue();
            assertThat(publish.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
            assertThat(List.of(
                            OtlpReceiver.attribute(publish, "messaging.system"),
                            OtlpReceiver.attribute(publish, "messaging.operation.type"),
                            OtlpReceiver.attribute(publish, "messaging.destination.name"),
                            OtlpReceiver.attribute(publish, "messaging.message.id"),
                            OtlpReceiver.attribute(publish, "messaging.message.body.size"),
                            OtlpReceiver.attribute(publish, "postrider.event_type")))
                    .containsExactly("postrider", "send", "event_outbox", eventId, "15", "order_placed");
            assertThat(clickHouse.queryOne("SELECT trace_parent FROM event_log"))
                    .isEqualTo(OtlpReceiver.traceParent(publish));

            assertThat(queriedAsDocumented(publish))
                    .startsWith(eventId, "order_placed")
                    .hasSize(3);
            assertThat(metricsOf(shop)).isEqualTo(metricsIn(page()));

            Span batch = received.named("deliver event_outbox").get(0);
            assertThat(batch.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
            assertThat(batch.getParentSpanId().isEmpty()).isTrue();
            assertThat(batch.getLinksList())
                    .extracting(Span.Link::getTraceId, Span.Link::getSpanId)
                    .containsExactly(tuple(publish.getTraceId(), publish.getSpanId()));
            assertThat(OtlpReceiver.attribute(batch, "messaging.batch.message_count"))
                    .isEqualTo("1");
            assertThat(OtlpReceiver.attribute(batch, "postrider.batch_no")).isEqualTo("1");

            List<Span> steps = received.childrenOf(batch);
            assertThat(steps).extracting(Span::getName).containsExactlyInAnyOrder("read", "encode", "insert");
            assertThat(steps).allSatisfy(step -> {
                assertThat(step.getStartTimeUnixNano()).isGreaterThanOrEqualTo(batch.getStartTimeUnixNano());
                assertThat(step.getEndTimeUnixNano()).isLessThanOrEqualTo(batch.getEndTimeUnixNano());
            });
            Span insert = received.named("insert").get(0);
            assertThat(OtlpReceiver.attribute(insert, "postrider.outcome")).isEqualTo("stored");
            assertThat(proxy.traceParents()).containsExactly(OtlpReceiver.traceParent(insert));
        }
    }

    @Test
    void withoutAnEndpointNothingTracesAndNothingIsSent() throws IOException, InterruptedException {
        try (ReverseProxy proxy = new ReverseProxy("", clickHouse.url());
                ConfigurableApplicationContext shop = startShop(proxy, "")) {
            placeAnOrder(shop);
            eventually(() -> delivered().equals("1"));

            assertThat(shop.getBeanNamesForType(Tracer.class)).isEmpty();
            assertThat(shop.getBeanNamesForType(BatchTracer.class)).isEmpty();
            assertThat(proxy.traceParents()).isEmpty();
            assertThat(clickHouse.queryOne("SELECT trace_parent FROM event_log"))
                    .isEmpty();
        }
    }

    @Test
    void theServerTracesBatchesOfWhatOthersPublishedAndNotItsOwnProbes() {
        try (OtlpReceiver received = new OtlpReceiver();
                ChildJvm server = launch(received.endpoint()).start()) {
            probe(port(server));
            server.awaitLine("relay is active", PATIENCE);
            publish();

            eventually(() -> received.named("deliver event_outbox").size() == 1);
            Span batch = received.named("deliver event_outbox").get(0);
            assertThat(batch.getLinksList())
                    .extracting(link -> OtlpReceiver.traceParent(Span.newBuilder()
                            .setTraceId(link.getTraceId())
                            .setSpanId(link.getSpanId())
                            .build()))
                    .containsExactly(TRACE_PARENT);
            eventually(() -> received.childrenOf(batch).size() == 3);
            assertThat(received.spans()).noneMatch(span -> span.getName().contains("actuator"));
        }
    }

    /** As it is where a file of variables has it without a value. */
    @Test
    void anEmptyVariableIsNoEndpoint() {
        try (ChildJvm server = launch("").start()) {
            server.awaitLine("relay is active", PATIENCE);
            publish();
            eventually(() -> delivered().equals("1"));
            assertThat(server.lines()).noneMatch(line -> line.contains("opentelemetry"));
        }
    }

    @Test
    void anEndpointThatHangsHoldsUpNeitherDeliveryNorTheStop() {
        try (OtlpReceiver received = new OtlpReceiver().hanging();
                ChildJvm server = launch(received.endpoint()).start()) {
            server.awaitLine("relay is active", PATIENCE);
            publish();
            // it hangs with the first batch's spans in hand
            eventually(() -> !received.named("deliver event_outbox").isEmpty());
            for (int events = 2; events <= 5; events++) {
                String expected = Integer.toString(events);
                publish();
                await().atMost(Duration.ofSeconds(10)).until(() -> delivered().equals(expected));
            }

            server.terminate();
            assertThat(server.awaitExit(Duration.ofSeconds(10))).isEqualTo(BY_SIGTERM);
        }
    }

    private ConfigurableApplicationContext startShop(ReverseProxy proxy, String endpoint) {
        return new SpringApplicationBuilder(TracedShop.class)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--spring.application.name=shop",
                        "--spring.datasource.url=" + postgres.jdbcUrl(),
                        "--spring.datasource.username=" + postgres.user(),
                        "--spring.datasource.password=" + postgres.password(),
                        "--postrider.clickhouse.host=127.0.0.1",
                        "--postrider.clickhouse.port=" + proxy.url().getPort(),
                        "--postrider.clickhouse.user=" + clickHouse.user(),
                        "--postrider.clickhouse.password=" + clickHouse.password(),
                        "--postrider.clickhouse.database=" + clickHouse.name(),
                        "--postrider.relay.max-wait=0s",
                        "--management.opentelemetry.tracing.export.schedule-delay=200ms",
                        "--management.opentelemetry.tracing.export.otlp.endpoint="
                                + (endpoint.isEmpty() ? "" : endpoint + "/v1/traces"));
    }

    private ChildJvm.Launch launch(String endpoint) {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", postgres.url())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("CH_OUTBOX_PROCESSING_FREQUENCY_SEC", "0")
                .withEnvironment("OTEL_BSP_SCHEDULE_DELAY", "200")
                .withEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    }

    private static String placeAnOrder(ConfigurableApplicationContext shop) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(shop, "/orders?item=vase"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .body();
    }

    private static URI at(ConfigurableApplicationContext shop, String path) {
        return URI.create("http://127.0.0.1:" + shop.getEnvironment().getProperty("local.server.port", "") + path);
    }

    /** The query of the page, for the trace of this span. */
    private List<String> queriedAsDocumented(Span span) throws IOException {
        Matcher query = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page());
        assertThat(query.find()).isTrue();
        String traceId = OtlpReceiver.traceParent(span).split("-", -1)[1];
        return clickHouse
                .query(query.group(1).replaceAll("(?<='00-)[0-9a-f]{32}", traceId))
                .get(0);
    }

    private static Set<String> metricsIn(String text) {
        return Pattern.compile("postrider_publish_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> metricsOf(ConfigurableApplicationContext shop) throws IOException, InterruptedException {
        String scrape = send(HttpRequest.newBuilder(at(shop, "/actuator/prometheus"))
                        .build())
                .body();
        return metricsIn(
                scrape.lines().filter(line -> line.startsWith("# TYPE")).collect(Collectors.joining("\n")));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/tracing.md"));
    }

    private static void probe(int port) {
        eventually(
                () -> send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness"))
                                        .build())
                                .statusCode()
                        == 200);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int port(ChildJvm server) {
        return Integer.parseInt(
                server.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
    }

    private void publish() {
        postgres.execute("SELECT postrider.publish('thing_happened', '{}', 'Test', NULL, 1, '" + TRACE_PARENT + "')");
    }

    private String delivered() {
        return clickHouse.queryOne("SELECT count() FROM event_log");
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition);
    }
}
