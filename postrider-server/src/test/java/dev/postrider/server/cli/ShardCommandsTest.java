package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** The commands where two ClickHouse servers are shards, as docs/shards.md has it. What was delivered is on the first. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class ShardCommandsTest {
    private static final String USER = "postrider_test";
    private static final String PASSWORD = "p&ss:w%rd /+?#";
    private static LocalClickHouse firstServer;
    private static LocalClickHouse secondServer;

    private final PostgresDatabase postgres;
    private ClickHouseDatabase first;
    private ClickHouseDatabase second;
    private FaultProxy toSecond;
    private Map<String, String> environment;

    ShardCommandsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeAll
    static void startServers(@TempDir Path folder) {
        firstServer = LocalClickHouse.start(
                LocalClickHouse.Options.in(folder.resolve("first")).withCredentials(USER, PASSWORD));
        secondServer = LocalClickHouse.start(
                LocalClickHouse.Options.in(folder.resolve("second")).withCredentials(USER, PASSWORD));
    }

    @AfterAll
    static void stopServers() {
        firstServer.close();
        secondServer.close();
    }

    /** Databases of one name. */
    @BeforeEach
    void deliverTenEvents() {
        first = ClickHouseDatabase.on(firstServer);
        second = ClickHouseDatabase.on(secondServer);
        second.execute("CREATE DATABASE " + first.name());
        toSecond = FaultProxy.to(second.host(), second.port());
        environment = CommandRun.environment(postgres, first);
        environment.put(
                "CLICKHOUSE_HOST", first.host() + ":" + first.port() + ";" + second.host() + ":" + toSecond.port());
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test'))"
                + " FROM generate_series(1, 10) i");
        Delivered.all(postgres, first);
        // as a relay does that has used it
        postgres.execute("UPDATE postrider.outbox_origin SET event_log_tables = event_log_tables || '{second}'");
        try (QueryableSink both = Sinks.create(settings())) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptionsInstanceOf(SinkException.class)
                    .until(both::prepare, layout -> true);
        }
    }

    private ClickHouseSettings settings() {
        return ClickHouseSettings.at(first.url())
                .withFurtherShards(List.of(List.of(second.url())))
                .withLogin(USER, PASSWORD)
                .withDatabase(first.name());
    }

    @AfterEach
    void drop() {
        toSecond.close();
        second.execute("DROP DATABASE " + first.name() + " SYNC");
        second.close();
        first.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    private String onFirst() {
        return first.url() + "/" + first.name() + ".event_log";
    }

    private String onSecond() {
        return "http://" + second.host() + ":" + toSecond.port() + "/" + first.name() + ".event_log";
    }

    private static long belongingToSecond() {
        return LongStream.rangeClosed(1, 10)
                .filter(id -> Shards.of(id, 2) == 1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void verifyAndExplainAskBothAndRepairSendsEachEventWhereItBelongs() {
        long id = belongingToSecond();
        assertThat(run("verify").exitCode()).isZero();
        assertThat(run("explain", String.valueOf(id)).out())
                .contains("in the event log  " + onFirst() + ", partition ");
        first.execute("ALTER TABLE event_log DELETE WHERE true SETTINGS mutations_sync = 2");
        assertThat(run("verify").out()).contains("10 missing");

        assertThat(run("verify", "--repair").out()).contains("sent 10 events");

        assertThat(run("verify").exitCode()).isZero();
        CommandRun explained = run("explain", String.valueOf(id));
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.out()).contains("in the event log  " + onSecond() + ", partition ");
        JsonNode place = run("explain", String.valueOf(id), "--json")
                .json()
                .get("lives")
                .get(0)
                .get("places")
                .get(0);
        assertThat(place.get("shard").asString()).isEqualTo(onSecond());
        assertThat(second.query("SELECT event_id FROM " + first.name() + ".event_log")
                                .size()
                        + first.query("SELECT event_id FROM event_log").size())
                .isEqualTo(10);
    }

    @Test
    void viewsAreMadeOnEachShard() {
        CommandRun printed = run("views", "--rollups=none");
        assertThat(printed.exitCode()).isZero();
        assertThat(printed.out())
                .contains("-- On " + onFirst() + ":", "-- On " + onSecond() + ":", "CREATE OR REPLACE VIEW");

        JsonNode made =
                run("views", "--apply", "--rollups=day", "--json").json().get("shards");

        assertThat(made.get(0).get("shard").asString()).isEqualTo(onFirst());
        assertThat(made.get(1).get("shard").asString()).isEqualTo(onSecond());
        assertThat(made.get(1).get("made").get(0).asString()).isEqualTo("thing_happened");
        assertThat(first.queryOne("SELECT sum(events) FROM event_log_by_day")).isEqualTo("10");
        assertThat(second.queryOne("SELECT sum(events) FROM " + first.name() + ".event_log_by_day"))
                .isEqualTo("0");
        assertThat(run("verify").out()).contains("on " + onFirst() + ":", "on " + onSecond() + ":");
        assertThat(run("views", "--rebuild=event_log_by_day", "--dry-run").out())
                .contains("-- On " + onSecond() + ":", "would build event_log_by_day anew");
    }

    @Test
    void theDoctorLooksAtEachShard() {
        assertThat(run("doctor").out())
                .contains("event_log.window: " + onFirst() + ": ", "event_log.window: " + onSecond() + ": ");
    }

    @Test
    void whereAShardIsGoneEveryCommandThatAsksItSaysWhich() {
        toSecond.refuse();

        for (String command : List.of("doctor", "verify", "verify --repair", "replay --all --dry-run", "explain 1")) {
            CommandRun run = run(command.split(" "));

            assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(run.out() + run.err())
                    .as(command)
                    .contains(":" + toSecond.port())
                    .doesNotContain("missing");
        }
        assertThat(run("explain", "1").out()).contains(": delivered", "whether it is there is unknown");
    }

    @Test
    void aShardThatIsSilentIsGivenUp() {
        toSecond.blackhole();

        CommandRun run = run("verify");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(run.err()).contains("ClickHouse at http://" + second.host() + ":" + toSecond.port());
    }
}
