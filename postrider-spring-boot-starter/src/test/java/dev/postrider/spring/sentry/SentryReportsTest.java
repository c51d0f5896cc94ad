package dev.postrider.spring.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.spring.shop.RunningShop;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What arrives at Sentry, decoded from real envelopes. */
@PostriderTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SentryReportsTest {

    private final SentryReceiver sentry = new SentryReceiver();
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy proxy;
    private RunningShop shop;

    SentryReportsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
    }

    @BeforeAll
    void start() {
        shop = RunningShop.start(RunningShop.with(
                RunningShop.settings(postgres, clickHouse.through(proxy)),
                "ENVIRONMENT=Staging",
                "SENTRY_CONFIG_DSN=" + sentry.dsn(),
                "SENTRY_TRACES_SAMPLE_RATE=1.0"));
    }

    @AfterAll
    void stop() {
        shop.close();
        proxy.close();
        sentry.close();
    }

    @Test
    void anErrorCarriesItsUseCaseAndTheFieldsOfTheLogContext() {
        assertThat(shop.post("/broken-orders?item=vase").statusCode()).isEqualTo(500);

        eventually(() -> sentry.eventsWith("the till is broken").size() == 1);
        JsonNode event = sentry.eventsWith("the till is broken").get(0);
        assertThat(event.at("/tags/use_case").asString()).isEqualTo("place_order");
        assertThat(event.at("/contexts/log_context/use_case").asString()).isEqualTo("place_order");
        assertThat(event.at("/contexts/log_context/item").asString()).isEqualTo("vase");
        assertThat(event.at("/environment").asString()).isEqualTo("Staging");
        assertThat(event.at("/exception/values/0/type").asString()).isEqualTo("IllegalStateException");
    }

    @Test
    void aRequestAndABatchAreOnePerformanceTransactionEach() {
        assertThat(shop.post("/orders?item=lamp").statusCode()).isEqualTo(200);

        eventually(() -> !transactions("POST /orders").isEmpty());
        eventually(() -> !transactions("deliver batch").isEmpty());
        JsonNode trace = transactions("deliver batch").get(0).at("/contexts/trace");
        assertThat(trace.at("/op").asString()).isEqualTo("queue.process");
        assertThat(trace.at("/status").asString()).isEqualTo("ok");
        JsonNode data = trace.at("/data");
        assertThat(data.get("messaging.system").asString()).isEqualTo("postrider");
        assertThat(data.get("messaging.operation.name").asString()).isEqualTo("process");
        assertThat(data.get("messaging.destination.name").asString()).isEqualTo("event_outbox");
        assertThat(data.get("messaging.batch.message_count").asInt()).isPositive();
        assertThat(data.get("messaging.message.id").asString()).isNotEmpty();
    }

    @Test
    void publishingIsASpanOfItsRequestsTransaction() {
        assertThat(shop.post("/orders?item=mug").statusCode()).isEqualTo(200);
        eventually(() -> !published().isEmpty());

        JsonNode span = published().get(0);
        assertThat(span.at("/description").asString()).isEqualTo("event_outbox");
        assertThat(span.at("/status").asString()).isEqualTo("ok");
        JsonNode data = span.at("/data");
        assertThat(data.get("messaging.destination.name").asString()).isEqualTo("event_outbox");
        assertThat(data.get("messaging.message.id").asLong()).isPositive();
        assertThat(data.get("messaging.message.body.size").asInt()).isGreaterThan("{}".length());
    }

    @Test
    void anOutageOfManyAttemptsIsOneIssueWithItsBatch() {
        eventually(() -> metric("postrider_relay_active") == 1);
        proxy.refuse();
        shop.post("/orders?item=mirror");
        eventually(() -> metric("postrider_send_attempts_total{outcome=\"unavailable\"")
                        + metric("postrider_send_attempts_total{outcome=\"unknown\"")
                >= 6);

        eventually(() -> outages().size() == 1);
        JsonNode report = outages().get(0);
        assertThat(report.at("/level").asString()).isEqualTo("error");
        assertThat(report.at("/fingerprint/0").asString()).isEqualTo("postrider-outage");
        assertThat(report.at("/fingerprint/1").asString()).isEqualTo("ClickHouse");
        assertThat(report.at("/contexts/batch/batch_no").asLong()).isPositive();
        assertThat(report.at("/contexts/batch/rows").asInt()).isPositive();
        assertThat(report.at("/contexts/batch/attempt").asInt()).isEqualTo(1);
        assertThat(report.at("/contexts/outage/reason").asString()).isNotEmpty();

        proxy.passThrough();
        eventually(() -> clickHouse
                .queryOne("SELECT count() FROM event_log WHERE event_context LIKE '%mirror%'")
                .equals("1"));
        assertThat(outages()).hasSize(1);
    }

    private List<JsonNode> outages() {
        return sentry.eventsWith("Delivery is interrupted");
    }

    private List<JsonNode> published() {
        return transactions("POST /orders").stream()
                .flatMap(transaction -> transaction.at("/spans").valueStream())
                .filter(span -> span.at("/op").asString().equals("queue.publish"))
                .toList();
    }

    private List<JsonNode> transactions(String name) {
        return sentry.received("transaction").stream()
                .filter(transaction -> transaction.at("/transaction").asString().equals(name))
                .toList();
    }

    private double metric(String name) {
        return shop.metric(name);
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).until(condition);
    }
}
