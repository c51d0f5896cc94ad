package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several servers with one file: they share its outboxes, whoever comes, goes or stands still. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class SharedFleetTest {
    private static final int OUTBOXES = Integer.getInteger("postrider.test.outboxes", 7);
    /** A hundred outboxes that look for events all the time would leave no time for anything else. */
    private static final int SECONDS_TO_FILL_A_BATCH = OUTBOXES / 5;

    /** Each lease is prolonged, and each that another holds is looked at, four times in it: on two cores a hundred need longer. */
    private static final int LEASE_SECONDS = 2 + OUTBOXES * 2 / 25;

    private static final Duration PATIENCE = Duration.ofSeconds(60 + 3 * OUTBOXES);

    @TempDir
    private Path folder;

    private final ClickHouseDatabase clickHouse;
    private final List<PostgresDatabase> databases = new ArrayList<>();
    private final Map<String, ChildJvm> servers = new HashMap<>();
    private final Map<String, Integer> published = new ConcurrentHashMap<>();
    private LocalPostgres postgres;

    SharedFleetTest(ClickHouseDatabase clickHouse) {
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void makeDatabases() {
        postgres = LocalPostgres.start(LocalPostgres.Options.in(folder.resolve("postgres"))
                .with("max_connections", String.valueOf(100 + 15 * OUTBOXES)));
        for (int i = 0; i < OUTBOXES; i++) {
            PostgresDatabase database = PostgresDatabase.on(postgres);
            OutboxSchema.migrate(database.dataSource());
            databases.add(database);
        }
    }

    @AfterEach
    void stopAll() {
        servers.values().forEach(ChildJvm::close);
        postgres.close();
    }

    @Test
    void whoeverComesGoesOrStandsStillTheOutboxesAreSharedAndEachEventIsStoredOnce() throws IOException {
        start("a");
        start("b");
        start("c");
        awaitShares("a", "b", "c");
        int port = port("b");
        assertThat(body(port, "fleet"))
                .contains("\"process\":\"b\"", "\"leader\":\"c\"", "\"members\":[\"a\",\"b\",\"c\"]");
        assertThat(body(port, "prometheus"))
                .contains(
                        "postrider_outboxes_led " + (double) shares().getOrDefault("b", 0),
                        "postrider_outboxes_shared " + (double) OUTBOXES,
                        "postrider_fleet_members 3.0");

        try (ChildJvm status = ChildJvm.of(PostriderServer.class)
                .withEnvironment("DATABASE_URL", "")
                .withEnvironment(
                        "POSTRIDER_DATABASES_FILE", folder.resolve("databases").toString())
                .withArguments("status")
                .start()) {
            assertThat(status.awaitExit(PATIENCE)).isZero();
            assertThat(status.lines())
                    .anyMatch(line -> line.matches("b +" + shares().get("b")))
                    .anyMatch(line -> line.matches(databases.get(0).name() + " +[abc] +a, b, c .*"));
        }

        start("d");
        server("a").kill();
        awaitShares("b", "c", "d");

        server("b").pause();
        awaitShares("c", "d");
        server("b").resume();
        server("c").terminate();
        awaitShares("b", "d");
        awaitEachEventOnce();
    }

    /** Each has a share, and all shares are as even as they can be. */
    private void awaitShares(String... names) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100L * OUTBOXES))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    publish();
                    Map<String, Integer> shares = shares();
                    assertThat(shares.keySet()).containsExactlyInAnyOrder(names);
                    assertThat(shares.values())
                            .allMatch(
                                    share -> share >= OUTBOXES / names.length && share <= OUTBOXES / names.length + 1);
                    assertThat(shares.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum())
                            .isEqualTo(OUTBOXES);
                });
    }

    /** How many outboxes each leads, as the leases have it. */
    private Map<String, Integer> shares() {
        Map<String, Integer> shares = new TreeMap<>();
        for (PostgresDatabase database : databases) {
            String owner =
                    database.queryOne("SELECT COALESCE(max(split_part(owner, '/', 1)), '') FROM postrider.relay_lease"
                            + " WHERE postrider.lease_until() > clock_timestamp()");
            if (!owner.isEmpty()) {
                shares.merge(owner, 1, Integer::sum);
            }
        }
        return shares;
    }

    private void publish() {
        for (PostgresDatabase database : databases) {
            database.execute("SELECT postrider.publish('order_placed', json_build_object('n', n)::text::json, 'Test')"
                    + " FROM generate_series(1, 20) AS n");
            published.merge(database.name(), 20, Integer::sum);
        }
    }

    private void awaitEachEventOnce() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                clickHouse.query(
                                        "SELECT outbox, count(), uniqExact(event_id) FROM event_log GROUP BY outbox ORDER BY outbox"))
                        .isEqualTo(new TreeMap<>(published)
                                .entrySet().stream()
                                        .map(entry -> List.of(
                                                entry.getKey(),
                                                String.valueOf(entry.getValue()),
                                                String.valueOf(entry.getValue())))
                                        .toList()));
    }

    private void start(String name) throws IOException {
        Path file = Files.write(
                folder.resolve("databases"),
                databases.stream().map(PostgresDatabase::url).toList());
        servers.put(
                name,
                ChildJvm.of(PostriderServer.class)
                        .withEnvironment("SERVER_PORT", "0")
                        .withEnvironment("DATABASE_URL", "")
                        .withEnvironment("POSTRIDER_DATABASES_FILE", file.toString())
                        .withEnvironment("POSTRIDER_PROCESS_NAME", name)
                        .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                        .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                        .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                        .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                        .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name())
                        .withEnvironment("CH_OUTBOX_BATCH_SIZE", "100")
                        .withEnvironment("POSTRIDER_RELAY_LEASE_TERM", LEASE_SECONDS + "s")
                        .withEnvironment("CH_OUTBOX_PROCESSING_FREQUENCY_SEC", String.valueOf(SECONDS_TO_FILL_A_BATCH))
                        .start());
    }

    private ChildJvm server(String name) {
        return Objects.requireNonNull(servers.get(name), name);
    }

    private int port(String name) {
        return Integer.parseInt(server(name)
                .awaitLine("Tomcat started on port (\\d+)", PATIENCE)
                .group(1));
    }

    private static String body(int port, String endpoint) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
