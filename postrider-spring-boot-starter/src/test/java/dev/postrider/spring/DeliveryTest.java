package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.spring.shop.OrderPlaced;
import dev.postrider.spring.shop.RunningShop;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application with the relay inside. */
@PostriderTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryTest {

    private static final Path ROOT = Path.of("..");
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy proxy;
    private RunningShop shop;

    DeliveryTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
    }

    @BeforeAll
    void start() {
        shop = RunningShop.start(RunningShop.with(
                RunningShop.settings(postgres, clickHouse.through(proxy)),
                "ENVIRONMENT=Staging",
                "POSTRIDER_HEALTH_MAX_LAG=1s"));
    }

    @AfterAll
    void stop() {
        shop.close();
        proxy.close();
    }

    @Test
    void aPublishedEventIsInClickHouseOnceAndInTheFigures() {
        double delivered = shop.metric("postrider_events_delivered_total");
        shop.orders().place("lamp", 2);

        eventually(() -> eventsOf("lamp") == 1);
        assertThat(clickHouse.query("SELECT event_type, environment, event_context, metadata_version FROM event_log"
                        + " WHERE event_context LIKE '%lamp%'"))
                .containsExactly(List.of("order_placed", "Staging", "{\"item\":\"lamp\",\"amount\":2}", "1"));
        eventually(() -> shop.metric("postrider_events_delivered_total") >= delivered + 1);
        assertThat(shop.metric("postrider_send_attempts_total{outcome=\"stored\"}"))
                .isPositive();
        assertThat(shop.metric("postrider_batch_rows_count")).isPositive();
        assertThat(shop.metric("postrider_batch_sending_seconds_sum")).isPositive();
        assertThat(shop.metric("postrider_freshness_seconds_count")).isPositive();
        assertThat(shop.metric("postrider_freshness_seconds_bucket{le=\"600.0\"}"))
                .isEqualTo(shop.metric("postrider_freshness_seconds_count"));
        assertThat(shop.metric("postrider_relay_active")).isEqualTo(1);
        assertThat(shop.metric("postrider_relay_state{state=\"active\"}")).isEqualTo(1);
    }

    @Test
    void whoPublishedWaitsUntilTheEventCanBeQueriedAndNotWithinTheTransaction() throws InterruptedException {
        TransactionTemplate transaction = new TransactionTemplate(shop.bean(PlatformTransactionManager.class));
        EventPublisher events = shop.bean(EventPublisher.class);
        QueryableWatch queries = shop.bean(QueryableWatch.class);
        PublishedEvent event = transaction.execute(status -> {
            PublishedEvent published = events.publishTracked(new OrderPlaced("clock", 1));
            assertThatIllegalStateException()
                    .isThrownBy(() -> queries.awaitQueryable(published, SOON))
                    .withMessageContaining("@Transactional");
            return published;
        });

        assertThat(event).isNotNull();
        assertThat(queries.awaitQueryable(event, SOON)).isInstanceOf(Queryability.Queryable.class);
        assertThat(eventsOf("clock")).isEqualTo(1);
        assertThat(shop.bean(DeliveryWatch.class).awaitDelivered(event, SOON)).isInstanceOf(Delivery.Delivered.class);
    }

    @Test
    void everyMetricOfTheAlertRulesIsExposed() throws IOException {
        Set<String> named =
                names("postrider_[a-z_]+(?=[{) ])", Files.readString(ROOT.resolve("ops/alerts/postrider.rules.yml")));

        assertThat(named).hasSizeGreaterThan(5);
        assertThat(exposedMetrics()).containsAll(named);
    }

    @Test
    void theOperationsPageListsTheMetricsThatAreExposed() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operations.md"));

        assertThat(names("(?m)(?<=^\\| `)postrider_[a-z_]+(?=`)", page)).isEqualTo(exposedMetrics());
        assertThat(kinds("(?m)^\\| `(postrider_[a-z_]+)` \\| ([a-z]+) \\|", page))
                .isEqualTo(kinds(
                        "(?m)^# TYPE (postrider_[a-z_]+) ([a-z]+)$",
                        shop.get("/actuator/prometheus").body()));
    }

    private static Map<String, String> kinds(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2), (a, b) -> a, TreeMap::new));
    }

    private Set<String> exposedMetrics() {
        return names(
                "(?m)(?<=^# TYPE )postrider_[a-z_]+",
                shop.get("/actuator/prometheus").body());
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void whileClickHouseIsAwayTheApplicationLivesAndHealthSaysWhatIsWrong() {
        eventually(() -> shop.get("/actuator/health").statusCode() == 200);

        proxy.refuse();
        shop.orders().place("mirror", 1);

        eventually(() -> shop.get("/actuator/health/postrider/clickhouse").statusCode() == 503);
        eventually(() -> shop.get("/actuator/health/postrider/lag").statusCode() == 503);
        assertThat(shop.get("/actuator/health/postrider/clickhouse").body())
                .contains("\"status\":\"DOWN\"", "\"reason\"")
                .doesNotContain(clickHouse.password().isEmpty() ? "***" : clickHouse.password());
        assertThat(shop.get("/actuator/health/postrider/lag").body()).contains("the limit is 1.0 s");
        assertThat(shop.get("/actuator/health/postrider/postgres").statusCode()).isEqualTo(200);
        assertThat(shop.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(shop.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(shop.post("/orders?item=rug").statusCode()).isEqualTo(200);

        proxy.passThrough();
        eventually(() -> eventsOf("mirror") == 1 && eventsOf("rug") == 1);
        eventually(() -> shop.get("/actuator/health").statusCode() == 200);
    }

    private long eventsOf(String item) {
        return Long.parseLong(
                clickHouse.queryOne("SELECT count() FROM event_log WHERE event_context LIKE '%" + item + "%'"));
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(condition);
    }
}
