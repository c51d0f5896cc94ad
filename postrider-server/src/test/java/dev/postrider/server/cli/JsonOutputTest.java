package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What every command prints with {@code --json}. */
@PostriderTest
class JsonOutputTest {

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    JsonOutputTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    private static final List<String> RUNS = List.of(
            "migrate",
            "status",
            "status --at=now",
            "history",
            "doctor",
            "verify",
            "verify --repair --dry-run",
            "verify --repair",
            "views",
            "views --apply",
            "views --rebuild event_log_by_day --dry-run",
            "events",
            "events --type n",
            "events --where n=1 --since 1d",
            "events --list --sql",
            "explain 1",
            "explain 99",
            "replay --all --target again --dry-run",
            "replay --all --target again --by ann",
            "replay --list",
            "dead-letters list",
            "dead-letters list --group-by reason",
            "dead-letters show 3",
            "dead-letters requeue 3 --dry-run",
            "dead-letters discard 3 --yes",
            "dead-letters resume",
            "dead-letters set-aside 99 --dry-run",
            "pause --note=upgrade",
            "resume",
            "audit",
            "accounts add ada",
            "accounts list",
            "accounts password ada",
            "accounts role ada operator",
            "accounts remove ada",
            "tokens make ci",
            "tokens list",
            "tokens revoke ci",
            "rebase --dry-run",
            "rebase --yes");

    @Test
    void isJsonOfOneShapeForEveryCommand() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('n', '{\"n\": 1}', 'Test')) FROM generate_series(1, 3)", """
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 3, '9', 'n', now(), 'Test', '{"n": 12345678901234567890.10}', 1, 1, 117, 'bad'""");
        Delivered.all(postgres, clickHouse);
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 2 SETTINGS mutations_sync = 2");

        List<String> faults = new ArrayList<>();
        for (String run : RUNS) {
            CommandRun done = CommandRun.of(environment, (run + " --json").split(" "));
            assertThat(done.out()).as(run + ": " + done.err()).isNotEmpty();
            look(run, "", done.json(), faults);
        }

        assertThat(faults).isEmpty();
        assertThat(List.copyOf(
                        new TreeSet<>(RUNS.stream().map(JsonOutputTest::command).toList())))
                .as("commands that are looked at")
                .isEqualTo(List.copyOf(commands()));
    }

    private static String command(String run) {
        String[] words = run.split(" ", -1);
        return List.of("dead-letters", "accounts", "tokens").contains(words[0]) ? words[0] + " " + words[1] : words[0];
    }

    private static SortedSet<String> commands() {
        SortedSet<String> names = new TreeSet<>();
        collect(new Postrider(Map.of()).commandLine(), names);
        return names;
    }

    private static void collect(CommandLine line, SortedSet<String> names) {
        line.getSubcommands().values().forEach(below -> collect(below, names));
        if (line.getCommandSpec().userObject() instanceof DatabaseCommand) {
            names.add(line.getCommandSpec().qualifiedName().substring("postrider ".length()));
        }
    }

    private static void look(String run, String path, JsonNode node, List<String> faults) {
        node.propertyStream().forEach(member -> {
            String name = member.getKey();
            String at = path + "/" + name;
            if (!name.matches("[a-z0-9_]+") && !path.endsWith("/not_compared")) {
                faults.add(run + at + ": not of the form names_with_underscores");
            }
            look(run, at, member.getValue(), faults);
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            look(run, path + "/" + i, node.get(i), faults);
        }
        if (node.isString() && node.asString().matches("(?s)\\s*[\\[{].*[\\]}]\\s*")) {
            faults.add(run + path + ": JSON in a string: " + node.asString());
        }
        if (path.matches(".*_(seconds|millis|nanos|micros)")) {
            faults.add(run + path + ": a time is written as ISO 8601");
        }
        if (path.matches(".*(_at|_time)") && !path.endsWith("/looked_at") && !node.isNull()) {
            Instant.parse(node.asString());
        }
        if (path.endsWith("/lag") && !node.isNull()) {
            Duration.parse(node.asString());
        }
    }

    @Test
    void aContextIsAsItWasPublishedToTheLastDigit() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 3, '9', 'n', now(), 'Test', '{"n": 12345678901234567890.10}', 1, 1, 117, 'bad'""");

        assertThat(CommandRun.of(environment, "dead-letters", "show", "3", "--json")
                        .out())
                .contains("\"event_context\" : {\"n\": 12345678901234567890.10}");
    }

    @Test
    void withoutTheSchemaEveryCommandNamesTheOneThatMakesIt() {
        for (String run : List.of(
                "status",
                "status --at=now",
                "history",
                "audit",
                "dead-letters resume",
                "verify",
                "explain 1",
                "replay --all --dry-run",
                "replay --list",
                "tokens list",
                "tokens make ci",
                "dead-letters list",
                "dead-letters show 1",
                "dead-letters requeue --all --yes",
                "dead-letters set-aside 1 --yes",
                "rebase --dry-run")) {
            CommandRun refused = CommandRun.of(environment, run.split(" "));
            assertThat(refused.exitCode()).as(run).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(refused.err()).as(run).contains("run `postrider migrate`", "is missing");
        }
        assertThat(CommandRun.of(environment, "doctor").out()).contains("postrider migrate");
    }
}
