package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** One server for many outboxes, as its users run it. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class FleetTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BY_SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void eachOutboxIsDeliveredOnceWhateverBecomesOfTheOthers(ClickHouseDatabase clickHouse) throws IOException {
        try (PostgresDatabase shop = TestServers.newPostgresDatabase();
                PostgresDatabase stock = TestServers.newPostgresDatabase();
                PostgresDatabase late = TestServers.newPostgresDatabase();
                PostgresDatabase renamed = TestServers.newPostgresDatabase()) {
            deliver(shop, stock, late, renamed, clickHouse);
        }
    }

    private void deliver(
            PostgresDatabase shop,
            PostgresDatabase stock,
            PostgresDatabase late,
            PostgresDatabase renamed,
            ClickHouseDatabase clickHouse)
            throws IOException {
        deliveredBeforeAs("another name", renamed);
        try (FaultProxy proxy = FaultProxy.to(late.host(), late.port())) {
            proxy.refuse();
            Path databases = file(
                    shop.url() + " shop",
                    stock.url(),
                    late.through(proxy).url() + "?connectTimeout=2 late one",
                    renamed.url() + " renamed");
            try (ChildJvm server = launch(databases, clickHouse).start()) {
                int port = port(server);
                await().atMost(PATIENCE).until(() -> isMigrated(shop) && isMigrated(stock));
                publish(shop, 1, 300);
                publish(stock, 1, 200);
                awaitDelivered(clickHouse, "shop", shop);
                awaitDelivered(clickHouse, stock.name(), stock);
                eventually(() -> health(port, "shop").statusCode() == 200);
                assertThat(health(port, "late%20one/schema").body()).contains("DOWN", "refused");
                assertThat(health(port, "late%20one").statusCode()).isEqualTo(503);
                eventually(() ->
                        health(port, "renamed/relay").body().contains("its events were delivered as 'another name'"));
                assertThat(get(port, "/actuator/prometheus").body())
                        .contains(
                                "postrider_events_delivered_total{outbox=\"shop\"} 300.0",
                                "postrider_relay_state{outbox=\"renamed\",state=\"halted\"} 1.0",
                                "postrider_postgres_up{outbox=\"late one\"} 0.0");

                assertThat(metrics(get(port, "/actuator/prometheus").body()))
                        .as("in one of the two tables")
                        .isSubsetOf(metrics(page("operations.md") + page("fleet.md")))
                        .containsAll(metrics(page("fleet.md")));

                proxy.passThrough();
                await().atMost(PATIENCE).until(() -> isMigrated(late));
                publish(late, 1, 100);
                publish(shop, 301, 400);
                awaitDelivered(clickHouse, "late one", late);
                awaitDelivered(clickHouse, "shop", shop);
                eventually(() -> health(port, "late%20one").statusCode() == 200);
                assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("700");
                assertThat(server.lines())
                        .anyMatch(line -> line.contains("[shop]") && line.contains("relay is active"))
                        .anyMatch(line -> line.contains("[late one]") && line.contains("PostgreSQL is unavailable"))
                        .noneMatch(line -> line.startsWith("\tat "));

                server.terminate();
                assertThat(server.awaitExit(Duration.ofSeconds(10))).isEqualTo(BY_SIGTERM);
            }
        }
    }

    @Test
    void aFileThatCannotBeUsedEndsTheStartWithEveryLineThatIsWrong(PostgresDatabase shop, ClickHouseDatabase clickHouse)
            throws IOException {
        Path databases = file(
                shop.url() + " shop",
                "postgres://u:hunter2@:5432/stock",
                "postgres://u:hunter2@db.example.com/warehouse shop");

        try (ChildJvm server = launch(databases, clickHouse).start()) {
            assertThat(server.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(String.join("\n", server.lines()))
                    .contains(
                            "POSTRIDER_DATABASES_FILE (postrider.databases-file), line 2 is 'postgres://u:***@:5432/stock'")
                    .contains("line 3 is ", "'shop' is that of line 1")
                    .doesNotContain("hunter2", "line 1 is", "\tat ");
        }
        assertThat(isMigrated(shop)).isFalse();
    }

    @Test
    void aDatabaseBesideTheFileIsRefused(PostgresDatabase shop, ClickHouseDatabase clickHouse) throws IOException {
        try (ChildJvm server = launch(file(shop.url()), clickHouse)
                .withEnvironment("DATABASE_URL", shop.url())
                .start()) {
            server.awaitLine("DATABASE_URL .* must be empty where POSTRIDER_DATABASES_FILE", PATIENCE);
            assertThat(server.awaitExit(PATIENCE)).isEqualTo(1);
        }
    }

    @Test
    void aProcessNameWithoutAFileIsRefusedAndSoIsOneThatIsNone(PostgresDatabase shop, ClickHouseDatabase clickHouse)
            throws IOException {
        try (ChildJvm server = launch(file(shop.url()), clickHouse)
                        .withEnvironment("DATABASE_URL", shop.url())
                        .withEnvironment("POSTRIDER_DATABASES_FILE", "")
                        .withEnvironment("POSTRIDER_PROCESS_NAME", "first")
                        .start();
                ChildJvm other = launch(file(shop.url()), clickHouse)
                        .withEnvironment("POSTRIDER_PROCESS_NAME", "the first")
                        .start()) {
            server.awaitLine(
                    "POSTRIDER_PROCESS_NAME .* is 'first', must be empty without POSTRIDER_DATABASES_FILE", PATIENCE);
            other.awaitLine("POSTRIDER_PROCESS_NAME .* is 'the first', must be up to 100 letters", PATIENCE);
            assertThat(server.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(other.awaitExit(PATIENCE)).isEqualTo(1);
        }
    }

    /** As if another relay had delivered a batch under another name. */
    private static void deliveredBeforeAs(String name, PostgresDatabase database) {
        OutboxSchema.migrate(database.dataSource());
        database.execute(
                "UPDATE postrider.outbox_origin SET outbox = '" + name + "'",
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)"
                        + " VALUES (1, 0, '3:3:', pg_current_snapshot(), '0', 0, 1, 1000)");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("databases"), List.of(lines));
    }

    private static ChildJvm.Launch launch(Path databases, ClickHouseDatabase clickHouse) {
        return ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("MANAGEMENT_ENDPOINT_HEALTH_SHOWDETAILS", "always")
                .withEnvironment("DATABASE_URL", "")
                .withEnvironment("POSTRIDER_DATABASES_FILE", databases.toString())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                .withEnvironment("CH_OUTBOX_BATCH_SIZE", "100")
                .withEnvironment("CH_OUTBOX_PROCESSING_FREQUENCY_SEC", "0");
    }

    private static int port(ChildJvm server) {
        return Integer.parseInt(
                server.awaitLine("Tomcat started on port (\\d+)", PATIENCE).group(1));
    }

    private static boolean isMigrated(PostgresDatabase database) {
        return database.queryOne("SELECT to_regprocedure('postrider.event_status') IS NOT NULL"
                        + " OR to_regclass('postrider.event_status') IS NOT NULL")
                .equals("t");
    }

    private static void publish(PostgresDatabase database, int from, int to) {
        database.execute("SELECT postrider.publish('order_placed', json_build_object('n', n)::text::json, 'Test')"
                + " FROM generate_series(" + from + ", " + to + ") AS n");
    }

    /** Every event of the outbox with every column, and none twice. */
    private static void awaitDelivered(ClickHouseDatabase clickHouse, String outbox, PostgresDatabase database) {
        List<List<@Nullable String>> published = database.query("SELECT id, event_type, environment, event_context,"
                + " (extract(epoch FROM event_date_time) * 1000000)::bigint FROM postrider.event_outbox ORDER BY id");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(clickHouse.query("SELECT event_id, event_type, environment, event_context,"
                                        + " toUnixTimestamp64Micro(event_date_time) FROM event_log WHERE outbox = '"
                                        + outbox
                                        + "' ORDER BY event_id"))
                                .isEqualTo(published));
    }

    private static HttpResponse<String> health(int port, String path) throws IOException {
        return get(port, "/actuator/health/postrider/" + path);
    }

    private static HttpResponse<String> get(int port, String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("../docs", name));
    }

    /** Those of a table's rows, or of a scrape. */
    private static Set<String> metrics(String text) {
        return Pattern.compile("(?m)^(?:\\| `|# TYPE )(postrider_[a-z_]+)")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).ignoreExceptions().until(condition);
    }
}
