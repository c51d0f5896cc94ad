package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** {@code postrider events}, where nothing is known of PostgreSQL. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class EventsCommandTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    EventsCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
        this.environment.remove("DATABASE_URL");
        this.environment.put("COLUMNS", "80");
    }

    @BeforeEach
    void makeLog() throws Exception {
        try (QueryableSink sink = Sinks.create(ClickHouseSettings.at(clickHouse.url())
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name()))) {
            sink.prepare();
        }
    }

    private void insert(long id, String type, int version, int secondsBeforeNoon, String context) {
        clickHouse.execute(
                "INSERT INTO event_log (event_type, event_date_time, environment, event_context, metadata_version,"
                        + " event_id, outbox, trace_parent) SETTINGS input_format_try_infer_dates = 0 VALUES ('" + type
                        + "', toDateTime64('2026-11-27 12:00:00', 6, 'UTC') - toIntervalSecond(" + secondsBeforeNoon
                        + "), 'Test', '"
                        + context.replace("\\", "\\\\").replace("'", "\\'") + "', " + version + ", " + id
                        + ", 'shop', '')");
    }

    private void insertSome() {
        insert(
                9_223_372_036_854_775_807L,
                "user_created",
                1,
                3_600,
                "{\"email\": \"ada@example.com\", \"amount\": 12345678901234567}");
        insert(2, "user_created", 2, 60, "{\"email\": \"bob@example.com\", \"address\": {\"city\": \"New York\"}}");
        insert(3, "order_placed", 1, 30, "{\"amount\": 11, \"lines\": [\"" + "x".repeat(200) + "\"]}");
    }

    private CommandRun run(String... arguments) {
        return CommandRun.at(NOON, environment, arguments);
    }

    @Test
    void listsTheTypesWithTheirRates() {
        insertSome();

        assertThat(run("events").out()).isEqualTo("""
                TYPE          VERSION  EVENTS  PER HOUR  LAST SEEN
                order_placed  1        1       0.0       2026-11-27 11:59:30Z, 30 s ago
                user_created  2        1       0.0       2026-11-27 11:59:00Z, 1 min ago
                user_created  1        1       0.0       2026-11-27 11:00:00Z, 1 h ago
                EVENTS of all of the event log; PER HOUR over the last 24 h
                """);
    }

    @Test
    void listsTheFieldsOfAType() {
        for (int i = 0; i < 10; i++) {
            insert(i, "user_created", 1, 1_000 + i, "{\"email\": \"ada@example.com\", \"phone\": 1}");
            insert(
                    100 + i,
                    "user_created",
                    2,
                    i,
                    "{\"email\": \"ada@example.com\"" + (i == 3 ? ", \"vip\": true" : "") + "}");
        }

        CommandRun run = run("events", "--type=user_created");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                user_created, version 2: 10 events looked into of 2026-11-27 11:59:51Z to 2026-11-27 12:00:00Z
                FIELD  SHARE  TYPES
                email  100 %  String
                vip    10 %   Bool

                user_created, version 1: 10 events looked into of 2026-11-27 11:43:11Z to 2026-11-27 11:43:20Z
                FIELD  SHARE  TYPES
                email  100 %  String
                phone  100 %  Int64

                phone vanished from version 1 to 2
                the newest: 100 of 2026-11-27 12:00:00Z, 0 s ago: {"email": "ada@example.com"}
                """);
        assertThat(run("events", "--type=no_such").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(run("events", "--type=no_such").out()).contains("no events of the type no_such");
    }

    @Test
    void listsEventsOneALineWithTheirIdsWhole() {
        insertSome();

        CommandRun run = run("events", "--where", "email exists", "--since", "7d");

        assertThat(run.out()).isEqualTo("""
                EVENT                TIME                  TYPE          CONTEXT
                2                    2026-11-27 11:59:00Z  user_created  {"email": "bob@example…
                9223372036854775807  2026-11-27 11:00:00Z  user_created  {"email": "ada@example…
                not all is shown: --wide and --json show it, --id=EVENT_ID one event
                """);
        assertThat(run("events", "--where=email=ada@example.com", "--where=amount > 10", "--wide")
                        .out())
                .contains("{\"email\": \"ada@example.com\", \"amount\": 12345678901234567}")
                .doesNotContain("bob");
        assertThat(run("events", "--where=address.city = \"New York\"", "--environment=Test", "--before=now", "--wide")
                        .out())
                .contains("bob@example.com");
        assertThat(run("events", "--where=nothing exists").out())
                .isEqualTo(
                        "no events\ncontexts that event_json can't hold were not looked into: --text does, and takes longer\n");
    }

    @Test
    void goesOnWhereAPageEnded() {
        insertSome();

        JsonNode first = run("events", "--list", "--limit=2", "--json").json();
        JsonNode second = run(
                        "events",
                        "--list",
                        "--limit=2",
                        "--json",
                        "--after",
                        first.get("next").asString())
                .json();

        assertThat(first.get("events").findValuesAsString("event_id")).containsExactly("3", "2");
        assertThat(second.get("events").findValuesAsString("event_id")).containsExactly("9223372036854775807");
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(run("events", "--id=9223372036854775807", "--json").out())
                .contains("\"event_context\" : {\"email\": \"ada@example.com\", \"amount\": 12345678901234567}");
        assertThat(run("events", "--list", "--limit=2").out())
                .contains("there are more: --after " + first.get("next").asString());
    }

    @Test
    void printsTheQuestionAsSqlThatRuns() {
        insertSome();

        String sql =
                run("events", "--where=email = \"ada@example.com\"", "--sql").out();

        assertThat(clickHouse.query(sql)).hasSize(1);
        assertThat(sql).startsWith("SELECT event_date_time, event_type,").contains("LIMIT 20");
    }

    @Test
    void exportsToANewFileAsItsNameEnds(@TempDir Path folder) throws Exception {
        insertSome();
        Path file = folder.resolve("events.jsonl");

        CommandRun run = run("events", "--type=user_created", "--export=" + file);

        assertThat(run.out()).isEqualTo("wrote " + file + ": " + Files.size(file) + " bytes\n");
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(run("events", "--export=" + file).err()).contains("there is a file " + file + " already");
        assertThat(run("events", "--export=" + folder.resolve("e.txt")).err())
                .contains("end its name in .csv, .jsonl or .parquet");
        assertThat(run("events", "--export=" + folder.resolve("e.txt"), "--format=csv")
                        .exitCode())
                .isZero();
        assertThat(Files.readAllLines(folder.resolve("e.txt"))).hasSize(4);
    }

    @Test
    void whatCantBeReadIsNamedInTheWordsOfWhoTypedIt() {
        for (String[] wrong : new String[][] {
            {"--where=ada@example.com", "'ada@example.com' says nothing of the field"},
            {"--id=ada", "'ada' is not an event id"},
            {"--limit=501", "--limit is 501, must be 1 to 500"},
            {"--after=x", "'x' is not the place of an event"},
            {"--format=csv", "--format says how --export=FILE writes"},
            {"--since=now", "no time is in between"},
        }) {
            CommandRun run = run("events", wrong[0], "--before=now");
            assertThat(run.exitCode()).as(wrong[0]).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(run.err()).contains(wrong[1]);
        }
    }

    @Test
    void whereClickHouseIsAwayItSaysSo(@TempDir Path folder) {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            environment.put("CLICKHOUSE_PORT", String.valueOf(proxy.port()));
            proxy.refuse();

            for (String arguments : new String[] {
                "events", "events --type=n", "events --list", "events --export=" + folder.resolve("a.csv")
            }) {
                CommandRun run = run(arguments.split(" "));
                assertThat(run.exitCode()).as(arguments).isEqualTo(ExitCodes.UNREACHABLE);
                assertThat(run.err()).contains(":" + proxy.port());
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aClickHouseThatIsSilentIsGivenUp() {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port())) {
            environment.put("CLICKHOUSE_PORT", String.valueOf(proxy.port()));
            proxy.blackhole();

            CommandRun run = run("events", "--list");

            assertThat(run.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(run.err()).contains("does not answer, and does not answer pings either");
        }
    }
}
