package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.server.cli.Watch.Look;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code status} says first, and {@code --watch}. */
@PostriderTest
class StatusCommandTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    StatusCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    @BeforeEach
    void migrate() {
        OutboxSchema.migrate(postgres.dataSource());
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    private void tellOutage() {
        postgres.execute("""
                INSERT INTO postrider.relay_outage (owner, place, kind, code, reason, since, attempts)
                VALUES ('relay-1/7/1c9f2e07', 'ClickHouse', 'unavailable', '', 'Connection refused: clickhouse.internal.example:8123',
                        clock_timestamp() - interval '4 hours 5 minutes', 31)""");
    }

    @Test
    void saysFirstThatDeliveryFlowsAndWhatItDidLately() {
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 30)");
        Delivered.all(postgres, clickHouse);
        // as if the relay were still there
        postgres.execute(
                "UPDATE postrider.relay_lease SET lease_until = clock_timestamp() + interval '1 minute'",
                "DELETE FROM postrider.relay_outage");

        CommandRun text = run("status");
        JsonNode json = run("status", "--json").json();

        assertThat(text.exitCode()).as(text.out()).isZero();
        assertThat(text.out().lines().toList().subList(0, 3))
                .satisfiesExactly(
                        state -> assertThat(state).isEqualTo("state         flowing"),
                        success -> assertThat(success)
                                .matches(
                                        "last success  20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ, \\d+ s ago: batch \\d, \\d+ events?"),
                        rate -> assertThat(rate)
                                .matches("rate          0\\.1 events/s: 30 events in \\d batch(es)? within 5 min"));
        assertThat(text.out())
                .containsPattern("outbox size   [0-9]+ KiB")
                .containsPattern("\n\\d+ +20.*Z, \\d+ s ago ");
        assertThat(json.at("/state/code").asString()).isEqualTo("flowing");
        assertThat(json.at("/state/reason").isNull()).isTrue();
        assertThat(json.at("/recent/events").asInt()).isEqualTo(30);
        assertThat(json.at("/recent/events_per_second").asDouble()).isEqualTo(0.1);
        assertThat(json.at("/recent/within").asString()).isEqualTo("PT5M");
        assertThat(Instant.parse(json.at("/last_success/at").asString()))
                .isBefore(Instant.parse(json.get("asked_at").asString()));
        assertThat(json.get("outbox_bytes").asLong()).isPositive();
    }

    /** As in each transaction of Postrider's, no default of the database's decides how it goes. */
    @Test
    void waitsForALockWhateverTheDatabaseHasAsDefault() throws Exception {
        postgres.execute("ALTER DATABASE \"" + postgres.name() + "\" SET lock_timeout = '1ms'");
        CompletableFuture<CommandRun> asked;
        try (Connection other = postgres.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE postrider.relay_batch IN ACCESS EXCLUSIVE MODE");
            asked = CompletableFuture.supplyAsync(() -> run("status"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> postgres.queryOne("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND database ="
                                    + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                            .equals("t"));
            other.rollback();
        }

        assertThat(asked.get(20, TimeUnit.SECONDS).out()).contains("pending       0");
    }

    @Test
    void tellsHowMuchOfEachBudgetIsUsedAndWhichIsNotSet() {
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 30)");
        environment.putAll(Map.of("POSTRIDER_BUDGET_SIZE_WARNING", "1KB", "POSTRIDER_BUDGET_SIZE_LIMIT", "0B"));

        assertThat(run("status").out())
                .containsPattern("budgets +age: (not known|within), .* of 24 h, warning from 15 min\n")
                .containsPattern(
                        " +size: over the warning level, [0-9]+ KiB of 1 KiB, no limit\\s+\\(POSTRIDER_BUDGET_SIZE_LIMIT\\)\n");
        JsonNode size = run("status", "--json").json().at("/budgets/1");
        assertThat(size.get("budget").asString()).isEqualTo("size");
        assertThat(size.get("state").asString()).isEqualTo("warning");
        assertThat(size.get("used").asLong()).isPositive();
        assertThat(size.get("warning").asLong()).isEqualTo(1_024);
        assertThat(size.get("limit").isNull()).isTrue();

        environment.putAll(Map.of("POSTRIDER_BUDGET_AGE_WARNING", "0s", "POSTRIDER_BUDGET_AGE_LIMIT", "0s"));
        assertThat(run("status").out()).contains("budgets       age: no budget is set (POSTRIDER_BUDGET_AGE_LIMIT)\n");
    }

    @Test
    void saysFirstSinceWhenAndWhyNothingIsDelivered() {
        tellOutage();
        environment.put("COLUMNS", "80");

        CommandRun text = run("status");
        JsonNode json = run("status", "--json").json();

        assertThat(text.exitCode()).isEqualTo(ExitCodes.FOUND);
        List<String> lines = text.out().lines().toList();
        assertThat(lines.get(0)).matches("state         not delivering since 20.*Z, 4 h ago: no relay is");
        assertThat(lines.get(1))
                .isEqualTo("              active; the last one told of ClickHouse: unavailable: Connection");
        assertThat(lines.get(2)).isEqualTo("              refused: clickhouse.internal.example:8123");
        assertThat(lines)
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.matches("outage        told 20.*Z, \\d s ago, by relay-1/7/1c9f2e07, after"));
        assertThat(json.at("/state/code").asString()).isEqualTo("not_delivering");
        assertThat(json.at("/state/reason").asString())
                .endsWith("Connection refused: clickhouse.internal.example:8123");
        assertThat(json.at("/state/since").asString())
                .isEqualTo(json.at("/outage/since").asString());
    }

    @Test
    void eachOfManyOutboxesHasItsState(@TempDir Path folder) throws Exception {
        tellOutage();
        Path file = folder.resolve("databases");
        Files.writeString(file, postgres.url() + " shop\npostgres://a:b@127.0.0.1:1/x gone\n");
        environment.remove("DATABASE_URL");
        environment.put("POSTRIDER_DATABASES_FILE", file.toString());

        CommandRun text = run("status");
        JsonNode json = run("status", "--json").json();

        assertThat(text.out())
                .containsPattern(
                        "shop +none +0 +0.000 s +not delivering: no relay is active; the last one told of ClickHouse")
                .containsPattern("gone +unknown +unknown +unknown +not known: .*refused");
        assertThat(json.at("/outboxes/0/state").asString()).isEqualTo("not_delivering");
        assertThat(json.at("/outboxes/1/state").asString()).isEqualTo("not_known");
        assertThat(text.out()).containsPattern("age 0 %, size 0 %").containsPattern("age not known, size not known");
        assertThat(json.at("/outboxes/0/budgets/1/state").asString()).isEqualTo("within");
        assertThat(json.at("/outboxes/1/budgets/1/state").asString()).isEqualTo("not_known");
        assertThat(text.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void aLookIsPaintedOverTheLastOneWithoutClearingTheScreen() {
        String paint = Watch.painted(List.of("state", "rate", "pending"), 24);

        assertThat(paint)
                .isEqualTo(
                        "\u001b[?25l\u001b[?7l\u001b[Hstate\u001b[K\r\nrate\u001b[K\r\npending\u001b[K\r\n\u001b[J\u001b[?7h")
                .doesNotContain("\u001b[2J");
        assertThat(Watch.painted(List.of("state", "rate", "pending"), 3))
                .as("the first lines stay in sight")
                .contains("state", "rate")
                .doesNotContain("pending");
    }

    @Test
    void watchesUntilItIsEndedAndGivesTheLastExitCode() {
        Deque<Integer> codes = new ArrayDeque<>(List.of(0, 3, 1));
        StringWriter out = new StringWriter();
        Watch watch = new Watch(new PrintWriter(out), () -> new Screen(24, 80), true, Duration.ZERO);

        int exitCode = watch.run(() -> {
            int code = codes.remove();
            if (codes.isEmpty()) {
                Thread.currentThread().interrupt();
            }
            return new Look("", text -> text.println("look " + code), code);
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(exitCode).isEqualTo(1);
        assertThat(out.toString())
                .containsSubsequence("look 0", "look 3", "look 1")
                .as("the cursor is shown again")
                .endsWith("\u001b[?25h");
    }

    @Test
    void aWatchThatCannotBeMeantIsWrongUsage() {
        assertThat(run("status", "--watch", "0").err()).contains("--watch is 0, must be 1 to 3600 seconds");
        assertThat(run("status", "--watch", "--json").err()).contains("--json is printed once");
    }
}
