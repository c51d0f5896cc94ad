package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code views}, run in this process on real databases, as docs/views.md has it. */
@PostriderTest
class ViewsCommandTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final Map<String, String> environment;

    ViewsCommandTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.environment = CommandRun.environment(postgres, clickHouse);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @BeforeEach
    void deliverTwoEvents() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute(
                "SELECT postrider.publish('user_created', '{\"email\": \"a@b.example\", \"logins\": 3,"
                        + " \"address\": {\"city\": \"Oslo\", \"number\": 7}}', 'Test', '2026-05-03 12:00Z'::timestamptz)",
                "SELECT postrider.publish('user_created', '{\"email\": \"c@d.example\", \"logins\": 0,"
                        + " \"address\": {\"city\": \"Bergen\", \"number\": \"7 B\"}}', 'Test', '2026-05-03 12:00Z'::timestamptz)");
        Delivered.all(postgres, clickHouse);
    }

    /** The first block of SQL that a page has. */
    private static String example(String page) throws IOException {
        String text = Files.readString(Path.of("../docs", page));
        int begin = text.indexOf("```sql\n") + "```sql\n".length();
        return text.substring(begin, text.indexOf("```", begin));
    }

    @Test
    void printsWhatThePageShowsAndChangesNothing() throws IOException {
        CommandRun printed = run("views", "--type=user_created", "--rollups=none");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.out().replace(clickHouse.name(), "default")).isEqualTo(example("views.md"));
        assertThat(clickHouse.query("SHOW TABLES").toString()).isEqualTo("[[event_log]]");
    }

    @Test
    void whatItPrintsIsSqlThatMakesTheViews() {
        String sql = run("views").out();

        Stream.of(sql.split("\n;\n", -1))
                .filter(statement -> !statement.isBlank())
                .forEach(clickHouse::execute);

        assertThat(clickHouse
                        .query("SELECT email, `address.number` FROM user_created ORDER BY email")
                        .toString())
                .isEqualTo("[[a@b.example, 7], [c@d.example, 7 B]]");
        for (String bucket : new String[] {"minute", "hour", "day"}) {
            assertThat(clickHouse.queryOne("SELECT sum(events) FROM event_log_by_" + bucket))
                    .isEqualTo("2");
        }
        assertThat(run("views").out())
                .contains("-- It is there, with these columns.", "-- event_log_by_day is there.")
                .doesNotContain("CREATE");
        assertThat(run("verify").exitCode()).isZero();
    }

    @Test
    void applyMakesThemAndRebuildBuildsARollupAnew() {
        CommandRun made = run("views", "--apply");
        JsonNode again = run("views", "--apply", "--json").json();
        clickHouse.execute(
                "INSERT INTO event_log_by_hour (hour, event_type, events) VALUES ('2026-05-03 12:00:00', 'user_created', 3)");

        assertThat(made.exitCode()).isZero();
        assertThat(made.out()).contains("made user_created", "made event_log_by_minute, which counts 2 events");
        assertThat(again.get("made").size()).isZero();
        assertThat(again.get("rollups").get(2).get("state").asString()).isEqualTo("THERE");

        CommandRun found = run("verify");
        assertThat(found.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(found.out())
                .contains(
                        "all is there, once",
                        "event_log_by_hour on 2026-05-03: 5 events of the type user_created, the event log has 2",
                        "compared event_log_by_day by day and type with the event log: it has counted each event once");

        String dry = run("views", "--rebuild=event_log_by_hour", "--dry-run").out();
        assertThat(dry)
                .contains(
                        "would build event_log_by_hour anew from the event log's 2 events; the old one has counted 5");
        assertThat(run("verify").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(run("views", "--rebuild=event_log_by_hour").out())
                .contains("built event_log_by_hour anew", "kept as event_log_by_hour_before_");
        assertThat(run("verify").exitCode()).isZero();
    }

    @Test
    void aViewThatWouldLoseColumnsIsLeftAndSaidSo() {
        run("views", "--apply");
        postgres.execute("SELECT postrider.publish('user_created', '{\"logins\": true}', 'Test')");
        Delivered.all(postgres, clickHouse);

        CommandRun left = run("views", "--apply");

        assertThat(left.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(left.out()).contains("it would lose a column: logins (Nullable(Int64) there, Nullable(String) now)");
        assertThat(run("views", "--apply", "--replace").exitCode()).isZero();
        assertThat(clickHouse.queryOne("SELECT count(logins) FROM user_created"))
                .isEqualTo("3");
    }

    @Test
    void whatCannotBeMeantIsWrongUsageAndWhatIsRefusedSaysWhy() {
        Stream.of("--dry-run", "--without-older", "--rollups=week", "--prefix=a.b", "--rebuild=event_log")
                .forEach(option ->
                        assertThat(run("views", option).exitCode()).as(option).isEqualTo(ExitCodes.WRONG_USAGE));
        assertThat(run("views", "--apply", "--rebuild=event_log_by_day").exitCode())
                .isEqualTo(ExitCodes.WRONG_USAGE);
        CommandRun unseen = run("views", "--type=user_deleted");
        assertThat(unseen.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(unseen.err()).contains("no event of the type user_deleted", "The types there are: user_created");
    }
}
