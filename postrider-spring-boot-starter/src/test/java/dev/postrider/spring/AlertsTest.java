package dev.postrider.spring;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.spring.shop.RunningShop;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a real relay before and after something happened, as Prometheus scrapes them, and the alerts that they fire. */
@PostriderTest
class AlertsTest {

    private static final Pattern SERIES = Pattern.compile("(?m)^(postrider_[a-z_]+)(?:\\{(.*)})? (\\S+)$");

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toPostgres;
    private final FaultProxy toClickHouse;
    private final Path folder;
    private RunningShop shop;
    private String healthy;

    AlertsTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse, @TempDir Path folder) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toPostgres = FaultProxy.to(postgres.host(), postgres.port());
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.folder = folder;
    }

    @BeforeEach
    void deliverAnOrder() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                  event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String,
                  CONSTRAINT no_bad_ones CHECK event_type != 'bad')
                ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""");
        shop = RunningShop.start(RunningShop.with(
                RunningShop.settings(postgres.through(toPostgres), clickHouse.through(toClickHouse)),
                "POSTRIDER_RELAY_VERIFY_EVERY=200ms"));
        shop.orders().place("lamp", 2);
        // of the second, the look that counts may be from before the relay began
        eventually(
                () -> shop.metric("postrider_events_delivered_total") == 1 && shop.metric("postrider_delivering") == 1);
        healthy = scrape();
    }

    @AfterEach
    void stop() {
        shop.close();
        toPostgres.close();
        toClickHouse.close();
    }

    @Test
    void noneWhileAllIsWell() throws Exception {
        assertFiring();
    }

    @Test
    void refusedEventsAndDeadLettersOfAnEventThatClickHouseRefuses() throws Exception {
        postgres.execute("SELECT postrider.publish(t, '{}', 'Test') FROM unnest(ARRAY['good', 'bad', 'good']) t");

        eventually(() -> shop.metric("postrider_events_failed") == 1);

        assertThat(shop.metric("postrider_send_attempts_total{outcome=\"refused\"}"))
                .isPositive();
        assertFiring("PostriderEventsRefused", "PostriderDeadLetters");
    }

    @Test
    void anInterruptedDeliveryWhileClickHouseIsAway() throws Exception {
        toClickHouse.refuse();
        shop.orders().place("mirror", 1);

        eventually(() -> shop.metric("postrider_relay_outage") == 1);

        assertFiring("PostriderDeliveryInterrupted");
    }

    @Test
    void aDifferentEventLogWhereRowsVanished() throws Exception {
        clickHouse.execute("TRUNCATE TABLE event_log");

        eventually(() -> shop.metric("postrider_verify_differences") == 1);

        assertFiring("PostriderEventLogDiffers");
    }

    @Test
    void aHaltedRelayWhereTheLedgerIsOfAnotherCluster() throws Exception {
        postgres.execute(
                "UPDATE postrider.outbox_origin SET system_identifier = 1",
                "UPDATE postrider.relay_lease SET owner = '', fence = fence + 1, lease_until = '-infinity'",
                "SELECT setval('postrider.relay_lease_until', 1)");

        eventually(() -> shop.metric("postrider_relay_state{state=\"halted\"}") == 1
                && shop.metric("postrider_ledger_doubt") == 1
                && shop.get("/actuator/health/postrider/lag").statusCode() == 503);

        assertThat(shop.get("/actuator/health/postrider/lag").body())
                .contains("whether events wait is unknown: the outbox was made in the PostgreSQL cluster 1");
        assertThat(shop.get("/actuator/prometheus").body()).contains("postrider_lag_seconds NaN");
        assertFiring("PostriderRelayHalted", "PostriderNoActiveRelay", "PostriderDeliveryInterrupted");
    }

    @Test
    void anUnreadableOutboxWhilePostgresIsAway() throws Exception {
        toPostgres.refuse();

        eventually(() -> shop.metric("postrider_postgres_up") == 0 && shop.metric("postrider_relay_outage") == 1);

        assertFiring("PostriderPostgresUnreadable", "PostriderDeliveryInterrupted", "PostriderNoActiveRelay");
    }

    private String scrape() {
        return shop.get("/actuator/prometheus").body();
    }

    /** That the rules fire these alerts and no others, where the figures become what they are now and stay so. */
    private void assertFiring(String... alerts) throws Exception {
        Promtool.assumeThere();
        Map<String, String> before = figures(healthy);
        String series = figures(scrape()).entrySet().stream()
                .map(figure -> "      - {series: '%s', values: '%s %sx30'}%n"
                        .formatted(
                                figure.getKey(), before.getOrDefault(figure.getKey(), "_"), figure.getValue() + "+0"))
                .collect(joining());
        String firing = Stream.of(alerts)
                .map("          - {labels: '{alertname=\"%s\"}', value: 1}%n"::formatted)
                .collect(joining());
        Files.writeString(folder.resolve("scrape.test.yml"), """
                rule_files: [%s]
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                %s
                    promql_expr_test:
                      - expr: count by (alertname) (ALERTS{alertstate="firing"})
                        eval_time: 8m
                        exp_samples:
                %s""".formatted(
                        Path.of("../ops/alerts/postrider.rules.yml").toRealPath(), series, firing));

        Promtool.run(folder, "test", "rules", "scrape.test.yml");
    }

    private static Map<String, String> figures(String scrape) {
        return SERIES.matcher(scrape)
                .results()
                // as if it were not there: it compares with nothing
                .filter(line -> !line.group(3).equals("NaN"))
                .collect(Collectors.toMap(
                        line -> line.group(1) + "{instance=\"a\"" + (line.group(2) == null ? "" : "," + line.group(2))
                                + "}",
                        line -> line.group(3)));
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(condition);
    }
}
