package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands, run in this process on real databases. */
@PostriderTest
class CommandLineTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    CommandLineTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    private void refuse(int count) {
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT i, '9', CASE i %% 2 WHEN 0 THEN 'even' ELSE 'odd' END, '2026-01-31T12:00:00Z', 'Test',
                       json_build_object('n', i), 1, 1, 117, 'value ' || i || ' is too wide'
                FROM generate_series(1, %d) i""".formatted(count));
    }

    @Test
    void migrateThenStatusOfAnOutboxThatWaits() {
        assertThat(run("migrate").out()).contains("schema postrider is at version", "applied [1");
        assertThat(run("migrate", "--json").json().get("applied").isEmpty()).isTrue();
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 3)");
        refuse(2);

        CommandRun text = run("status");
        JsonNode json = run("status", "--json", "--last", "1").json();

        assertThat(text.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(text.out())
                .startsWith("state         not delivering: no relay is active\nlast success  none")
                .contains("active relay  none", "pending       3", "dead letters  2", "value 2 is too wide");
        assertThat(json.get("pending").asInt()).isEqualTo(3);
        assertThat(json.get("dead_letters").asInt()).isEqualTo(2);
        assertThat(json.get("last_dead_letters").size()).isOne();
        assertThat(json.get("active_relay").isNull()).isTrue();
    }

    @Test
    void deadLettersAreListedShownRequeuedAndDiscarded() {
        OutboxSchema.migrate(postgres.dataSource());
        refuse(5);

        JsonNode page = run("dead-letters", "list", "--limit", "2", "--json").json();
        assertThat(page.get("dead_letters").size()).isEqualTo(2);
        CommandRun rest =
                run("dead-letters", "list", "--after", page.get("next").asString());
        assertThat(rest.out().lines()).hasSize(4);
        assertThat(run("dead-letters", "show", "3").out()).contains("odd", "value 3 is too wide", "{\"n\" : 3}");

        assertThat(run("dead-letters", "requeue", "--type", "odd", "--dry-run").out())
                .isEqualToIgnoringNewLines("would requeue 3 dead letters");
        assertThat(run("dead-letters", "requeue", "--type", "odd", "--yes", "--note", "widened")
                        .out())
                .isEqualToIgnoringNewLines("requeued 3 dead letters");
        assertThat(run("dead-letters", "discard", "2", "--yes", "--by", "ann").exitCode())
                .isZero();
        assertThat(run("dead-letters", "list", "--state", "all", "--json")
                        .json()
                        .get("dead_letters")
                        .findValuesAsString("state"))
                .containsExactly("REQUEUED", "OPEN", "REQUEUED", "DISCARDED", "REQUEUED");
        assertThat(run("dead-letters", "show", "2").out()).contains("by ann");
        assertThat(postgres.queryOne("SELECT string_agg(id::text, ' ' ORDER BY id) FROM postrider.event_outbox"))
                .isEqualTo("1 3 5");
        assertThat(run("dead-letters", "requeue", "--all", "--yes", "--json")
                        .json()
                        .get("done")
                        .asInt())
                .isOne();
    }

    @Test
    void aDeadLetterIsOneLineOfATerminalWithItsIdAndAge() {
        OutboxSchema.migrate(postgres.dataSource());
        refuse(3);
        postgres.execute(
                "UPDATE postrider.dead_letter SET failed_at = '2026-11-28T03:12:07Z', event_type = 'user_created',"
                        + " reason = 'constraint `no_bad_ones` is violated at row 1', event_id = event_id + 9000000000000000000");
        Instant now = Instant.parse("2026-11-28T07:30:00Z");

        CommandRun piped = CommandRun.at(now, environment, "dead-letters", "list");
        environment.put("COLUMNS", "80");
        CommandRun narrow = CommandRun.at(now, environment, "dead-letters", "list");
        CommandRun wide = CommandRun.at(now, environment, "dead-letters", "list", "--wide");
        CommandRun all = CommandRun.at(now, environment, "dead-letters", "list", "--state=all");

        assertThat(narrow.out().lines())
                .hasSize(5)
                .allMatch(line -> line.length() <= 80)
                .element(1)
                .isEqualTo("9000000000000000003  user_crea…  2026-11-28 03:12:07Z, 4 h ago  117   constrain…");
        assertThat(narrow.out()).contains("not all is shown: --wide shows it, dead-letters show EVENT_ID one whole");
        assertThat(all.out()).as("the state is the question").contains("STATE");
        assertThat(wide.out()).isEqualTo(piped.out()).contains("is violated at row 1", "BATCH", "ENVIRONMENT");
        assertThat(CommandRun.at(now, environment, "dead-letters", "show", "9000000000000000003")
                        .out())
                .contains("refused      2026-11-28 03:12:07Z, 4 h ago", "is violated at row 1");
    }

    @Test
    void deadLettersAreCountedByWhatTheyHaveInCommon() {
        OutboxSchema.migrate(postgres.dataSource());
        refuse(5);
        postgres.execute(
                "UPDATE postrider.dead_letter SET failed_at = '2026-11-28T03:12:07Z'::timestamptz + event_id * interval '1 second'");
        Instant now = Instant.parse("2026-11-28T07:30:00Z");

        CommandRun reasons = CommandRun.at(now, environment, "dead-letters", "list", "--group-by", "reason");
        JsonNode types =
                run("dead-letters", "list", "--group-by=type", "--json").json();
        JsonNode odd = run("dead-letters", "list", "--group-by=code", "--type=odd", "--json")
                .json();
        CommandRun one = run("dead-letters", "list", "--group-by=type", "--limit=1");

        assertThat(reasons.out().lines())
                .containsExactly(
                        "COUNT  NEWEST                         EXAMPLE  CODE  REASON",
                        "5      2026-11-28 03:12:12Z, 4 h ago  5        117   value N is too wide");
        assertThat(types.get("groups").findValuesAsString("type")).containsExactly("odd", "even");
        assertThat(types.get("groups").findValuesAsString("dead_letters")).containsExactly("3", "2");
        assertThat(types.at("/groups/0/newest_at").asString()).isEqualTo("2026-11-28T03:12:12Z");
        assertThat(types.get("more").asBoolean()).isFalse();
        assertThat(odd.at("/groups/0/code").asInt()).isEqualTo(117);
        assertThat(odd.at("/groups/0/dead_letters").asInt()).isEqualTo(3);
        assertThat(one.out())
                .contains("odd", "there are more groups: --limit 2")
                .doesNotContain("even");
        assertWrong("--group-by is 'day', must be reason, type or code", "dead-letters", "list", "--group-by=day");
        assertThat(run("dead-letters", "list", "--group-by=type", "--reason=no such")
                        .out())
                .contains("no dead letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"migrate", "doctor"})
    void anAppliedMigrationThatIsAnotherIsNamedWithTheRemedy(String command) {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("UPDATE postrider.schema_history SET checksum = 1 WHERE version = '14'");

        CommandRun run = run(command);

        assertThat(run.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat((run.out() + run.err()).lines())
                .anyMatch(line ->
                        line.contains("migration 14 in postrider.schema_history differs from the one in this version")
                                && line.contains("use the version that migrated this database"));
    }

    @Test
    void aNewerSchemaIsLeftAsItIsAndToldByMigrate() {
        OutboxSchema.migrate(postgres.dataSource());
        int newer = OutboxSchema.version() + 1;
        postgres.execute(
                "INSERT INTO postrider.schema_history SELECT 99, '" + newer
                        + "', 'x', type, 'x', 1, installed_by, now(), 0, true FROM postrider.schema_history WHERE version = '1'");

        CommandRun run = run("migrate");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(run.out())
                .contains(
                        "version " + newer + ", this program knows it up to " + OutboxSchema.version(),
                        "use the newer");
    }

    @Test
    void notAllDoneOrNothingFoundIsAnExitCodeOfOne() {
        OutboxSchema.migrate(postgres.dataSource());
        refuse(1);

        assertThat(run("dead-letters", "requeue", "1", "99", "--yes").exitCode())
                .isEqualTo(ExitCodes.FOUND);
        assertThat(run("dead-letters", "show", "99").exitCode()).isEqualTo(ExitCodes.FOUND);
    }

    @Test
    void doctorTellsWhatIsWrongAndItsExitCodeSaysSo() {
        OutboxSchema.migrate(postgres.dataSource());
        clickHouse.execute(
                "CREATE TABLE event_log (event_type String, event_date_time DateTime64(6), event_context String)"
                        + " ENGINE = MergeTree ORDER BY tuple()");

        CommandRun text = run("doctor");
        CommandRun json = run("doctor", "--json", "--quiet");

        assertThat(text.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(text.out())
                .contains("warning  event_log.window: ", "mend it: ALTER TABLE", "ok       postgres.schema")
                .doesNotContain("\u001b[");
        assertThat(json.json().get("worst").asString()).isEqualTo("WARNING");
        assertThat(json.json().get("findings").findValuesAsString("severity")).doesNotContain("OK");
    }

    @Test
    void doctorSaysWhatAnUpgradeWouldBringWhetherOrNotTheDatabasesAnswer() {
        OutboxSchema.migrate(postgres.dataSource());

        CommandRun fine = run("doctor", "--upgrade-to", "postgres-19.1");
        CommandRun older = run("doctor", "--upgrade-to", "postgres-14.3");
        environment.put("DATABASE_URL", "postgres://anna:secret@127.0.0.1:1/shop");
        CommandRun alone = run("doctor", "--upgrade-to", "postgres-14.3", "--json");

        assertThat(fine.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(fine.out()).contains("PostgreSQL 19.1 has no known fault that touches delivery");
        assertThat(older.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(older.out())
                .contains(
                        "warning  postgres.faults: PostgreSQL 14.3 would bring a known fault",
                        "https://www.postgresql.org/docs/release/14.4/",
                        "mend it: Upgrade to 14.4 or later");
        assertThat(alone.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(alone.json().get("findings").findValuesAsString("what"))
                .anyMatch(what -> what.contains("which version runs now"));
    }

    @Test
    void whatIsWrongWithTheArgumentsOrTheEnvironmentIsAnExitCodeOfTwoAndOneLine() {
        assertWrong("Unknown option: '--bogus'", "status", "--bogus");
        assertWrong("Unmatched argument at index 0: 'stats'", "stats");
        assertWrong("--last is -1, must be 0 to 1000", "status", "--last", "-1");
        assertWrong("Invalid value for option '--code': 'x' is not an int", "dead-letters", "list", "--code", "x");
        assertWrong("must be open, requeued, discarded or all", "dead-letters", "list", "--state", "shut");
        assertWrong("'ada@example.com' is not an event id", "explain", "ada@example.com");
        assertWrong("'ada' is not an event id", "dead-letters", "show", "ada");
        assertWrong("'ada' is not an event id", "dead-letters", "list", "7", "ada");
        assertWrong("--after: 'x' is no place", "dead-letters", "list", "--after", "x");
        assertWrong("one of list, show, requeue, discard, resume and set-aside is missing", "dead-letters");
        assertWrong("--upgrade-to: '26.8' is no version, must be as", "doctor", "--upgrade-to", "26.8");
        assertWrong("event ids, conditions, or --all", "dead-letters", "requeue", "--yes");
        assertWrong(
                "--all and conditions don't go together", "dead-letters", "discard", "--all", "--type", "x", "--yes");
        assertWrong("--yes does it, --dry-run only counts", "dead-letters", "discard", "--all");

        environment.put("CLICKHOUSE_PORT", "70000");
        environment.put("POSTRIDER_RELAY_BATCH_BYTES", "lots");
        assertWrong("CLICKHOUSE_PORT (postrider.clickhouse.port) is '70000', must be 1 to 65535", "status");
        environment.put("CLICKHOUSE_PORT", "8123");
        assertWrong("POSTRIDER_RELAY_BATCH_BYTES (postrider.relay.batch-bytes) is 'lots'", "status");
        environment.remove("POSTRIDER_RELAY_BATCH_BYTES");
        environment.remove("DATABASE_URL");
        assertWrong("DATABASE_URL (spring.datasource.url) is not set", "status");
    }

    private void assertWrong(String message, String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.err().lines().findFirst().orElseThrow()).startsWith("postrider: ");
    }

    @Test
    void aMisspeltVariableIsNamedWithTheRightOneBesideWhatItCauses() {
        environment.remove("DATABASE_URL");
        environment.put("DATABSE_URL", "postgres://a:b@127.0.0.1:1/shop");

        CommandRun run = run("status");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err().lines())
                .containsExactly(
                        "warning: the variable DATABSE_URL has no effect; did you mean DATABASE_URL?",
                        "postrider: DATABASE_URL (spring.datasource.url) is not set, must be"
                                + " postgres://user:password@host:port/database: where the outbox is");
    }

    @Test
    void aDatabaseThatCannotBeReachedIsAnExitCodeOfThree() {
        environment.put("DATABASE_URL", "postgres://anna:secret@127.0.0.1:1/shop");

        CommandRun brief = run("status");
        assertThat(brief.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(brief.err())
                .contains("127.0.0.1:1 refused")
                .doesNotContain("secret")
                .hasLineCount(1);
        assertThat(run("status", "--verbose").err()).contains("\tat ");
        assertThat(run("doctor").exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void withoutACommandOrWithPropertiesAloneTheServiceIsMeant() {
        assertThat(serviceOf()).isEmpty();
        assertThat(serviceOf("--server.port=0")).containsExactly("--server.port=0");
        assertThat(serviceOf("serve", "--server.port=0")).containsExactly("--server.port=0");
        assertThat(new Postrider(environment).service()).isNull();
    }

    private Iterable<String> serviceOf(String... arguments) {
        Postrider commandLine = new Postrider(environment);
        assertThat(commandLine.run(arguments)).isZero();
        return Objects.requireNonNull(commandLine.service());
    }
}
