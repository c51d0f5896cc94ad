package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases that take a connection and never answer, as a frozen server does: no command waits for long, and each says so. */
@PostriderTest
class SilentDatabasesTest {
    private static final int WITHIN_SECONDS = 40;

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy toPostgres;
    private final FaultProxy toClickHouse;
    private final Map<String, String> environment;

    SilentDatabasesTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.toPostgres = FaultProxy.to(postgres.host(), postgres.port());
        this.toClickHouse = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.environment = CommandRun.environment(postgres.through(toPostgres), clickHouse.through(toClickHouse));
    }

    @BeforeEach
    void deliver() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 3)");
        Delivered.all(postgres, clickHouse);
    }

    @AfterEach
    void close() {
        toPostgres.close();
        toClickHouse.close();
    }

    @Test
    void ofASilentPostgresEveryCommandSaysSoSoon() throws Exception {
        toPostgres.blackhole();

        Map<String, CommandRun> runs = run(
                "status",
                "doctor",
                "verify",
                "explain 1",
                "dead-letters list",
                "dead-letters show 1",
                "dead-letters requeue --all --dry-run",
                "replay --all --dry-run",
                "replay --list",
                "rebase --dry-run",
                "migrate");

        assertThat(runs).allSatisfy((command, run) -> {
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(run.out() + run.err()).as(command).isNotEmpty().doesNotContain("\tat ");
        });
    }

    @Test
    void ofASilentClickHouseEveryCommandThatAsksItSaysSoSoonAndTheOthersWork() throws Exception {
        toClickHouse.blackhole();

        Map<String, CommandRun> runs = run(
                "doctor",
                "verify",
                "verify --repair",
                "replay --all --dry-run",
                "rebase --dry-run",
                "explain 1",
                "events");
        Map<String, CommandRun> others = run("status", "dead-letters list", "replay --list");

        assertThat(runs).allSatisfy((command, run) -> {
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(run.out() + run.err()).as(command).contains("ClickHouse").doesNotContain("\tat ");
        });
        assertThat(Objects.requireNonNull(runs.get("verify")).err()).contains("does not answer");
        assertThat(Objects.requireNonNull(runs.get("explain 1")).out())
                .contains(": delivered", "in the outbox     yes", "whether it is there is unknown");
        assertThat(others)
                .allSatisfy(
                        (command, run) -> assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.FINE));
    }

    private Map<String, CommandRun> run(String... commands) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(commands.length);
        try {
            Map<String, Future<CommandRun>> begun = new LinkedHashMap<>();
            for (String command : commands) {
                begun.put(command, threads.submit(() -> CommandRun.of(environment, command.split(" "))));
            }
            Map<String, CommandRun> ended = new LinkedHashMap<>();
            for (Map.Entry<String, Future<CommandRun>> run : begun.entrySet()) {
                ended.put(run.getKey(), run.getValue().get(WITHIN_SECONDS, TimeUnit.SECONDS));
            }
            return ended;
        } finally {
            threads.shutdownNow();
        }
    }
}
