package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.Relay;
import dev.postrider.spring.shop.OrderPlaced;
import dev.postrider.spring.shop.RunningShop;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import io.sentry.EventProcessor;
import io.sentry.IScopes;
import io.sentry.Sentry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** An application that publishes and leaves delivery to a process of its own: no ClickHouse anywhere. */
@PostriderTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishingTest {

    private final PostgresDatabase postgres;
    private RunningShop shop;

    PublishingTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeAll
    void start() {
        shop = RunningShop.start(
                List.of("DATABASE_URL=" + postgres.url(), "ENVIRONMENT=Staging", "POSTRIDER_RELAY_ENABLED=false"));
    }

    @AfterAll
    void stop() {
        shop.close();
    }

    @Test
    void theOperationsPageSaysWhichMetricsThereAreWhereNoRelayRuns() throws IOException {
        String page = Files.readString(Path.of("../docs/operations.md"));
        String sentence = page.substring(page.indexOf("Only `postrider_"), page.indexOf("exist where no relay runs"));

        assertThat(names("`(postrider_[a-z_]+)`", sentence))
                .isEqualTo(names(
                        "(?m)^# TYPE (postrider_[a-z_]+)",
                        shop.get("/actuator/prometheus").body()));
    }

    private static Set<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void anEventIsCommittedTogetherWithTheRowItTellsOf() {
        shop.orders().place("lamp", 2);

        assertThat(postgres.queryOne("SELECT amount FROM orders WHERE item = 'lamp'"))
                .isEqualTo("2");
        assertThat(postgres.query("SELECT event_type, environment, event_context::text FROM postrider.event_outbox"
                        + " WHERE event_context->>'item' = 'lamp'"))
                .containsExactly(List.of("order_placed", "Staging", "{\"item\":\"lamp\",\"amount\":2}"));
    }

    @Test
    void aRollbackAfterPublishLeavesNeitherRowNorEventNorCount() {
        double before = published();

        assertThatThrownBy(() -> shop.orders().placeAndFail("vase")).hasMessage("the till is broken");

        assertThat(postgres.queryOne("SELECT count(*) FROM orders WHERE item = 'vase'"))
                .isEqualTo("0");
        assertThat(postgres.queryOne(
                        "SELECT count(*) FROM postrider.event_outbox WHERE event_context->>'item' = 'vase'"))
                .isEqualTo("0");
        assertThat(published()).isEqualTo(before);
    }

    @Test
    void publishingOutsideATransactionIsRefusedAndSaysWhatToDo() {
        assertThatThrownBy(() -> shop.orders().placeWithoutTransaction("mirror"))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("@Transactional")
                .hasMessageContaining("Nothing was written");

        assertThat(postgres.queryOne(
                        "SELECT count(*) FROM postrider.event_outbox WHERE event_context->>'item' = 'mirror'"))
                .isEqualTo("0");
    }

    @Test
    void aSuspendedTransactionIsNotTheOneAnEventBelongsTo() {
        TransactionTemplate template = new TransactionTemplate(shop.bean(PlatformTransactionManager.class));
        TransactionTemplate without = new TransactionTemplate(shop.bean(PlatformTransactionManager.class));
        without.setPropagationBehavior(TransactionTemplate.PROPAGATION_NOT_SUPPORTED);

        assertThatThrownBy(() -> template.executeWithoutResult(outer ->
                        without.executeWithoutResult(inner -> shop.orders().placeWithoutTransaction("rug"))))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void aTransactionWithinATransactionIsCountedByItsOwnFate() {
        double before = published();
        TransactionTemplate outer = new TransactionTemplate(shop.bean(PlatformTransactionManager.class));
        TransactionTemplate inner = new TransactionTemplate(shop.bean(PlatformTransactionManager.class));
        inner.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        EventPublisher events = shop.bean(EventPublisher.class);

        outer.executeWithoutResult(status -> {
            events.publish(new OrderPlaced("outer", 1));
            inner.executeWithoutResult(innerStatus -> {
                events.publish(new OrderPlaced("inner", 1));
                events.publish(new OrderPlaced("inner", 2));
            });
            events.publish(new OrderPlaced("outer", 2));
            status.setRollbackOnly();
        });

        assertThat(published()).isEqualTo(before + 2);
        assertThat(postgres.query("SELECT DISTINCT event_context->>'item' FROM postrider.event_outbox"
                        + " WHERE event_context->>'item' IN ('inner', 'outer')"))
                .containsExactly(List.of("inner"));
    }

    @Test
    void manyEventsAreCountedWhenTheirTransactionCommits() {
        double before = published();

        shop.orders()
                .placeAll(IntStream.range(0, 1000)
                        .mapToObj(i -> new OrderPlaced("chair", i))
                        .toList());

        assertThat(published()).isEqualTo(before + 1000);
        assertThat(postgres.queryOne(
                        "SELECT count(*) FROM postrider.event_outbox WHERE event_context->>'item' = 'chair'"))
                .isEqualTo("1000");
    }

    @Test
    void withTheRelaySwitchedOffThereIsNoneAndHealthAsksForNoClickHouse() {
        assertThat(shop.context().getBeansOfType(Relay.class)).isEmpty();
        assertThat(shop.get("/actuator/health").body())
                .contains("\"postgres\"", "\"lag\"")
                .doesNotContain("clickhouse");
    }

    @Test
    void withoutADsnNothingIsReported() {
        assertThat(shop.post("/broken-orders?item=clock").statusCode()).isEqualTo(500);

        assertThat(shop.context().getBeansOfType(IScopes.class)).isEmpty();
        assertThat(shop.context().getBeansOfType(EventProcessor.class)).isEmpty();
        assertThat(Sentry.isEnabled()).isFalse();
    }

    private double published() {
        return shop.metric("postrider_events_published_total");
    }
}
