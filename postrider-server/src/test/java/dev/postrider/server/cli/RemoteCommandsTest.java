package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that ask a server's admin API: with a token and no database at all they print what they print beside the databases. */
@PostriderTest
class RemoteCommandsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static PostgresDatabase postgres;
    private static ClickHouseDatabase clickHouse;
    private static Host host;
    private static Map<String, String> databases;

    @BeforeAll
    static void start(PostgresDatabase database, ClickHouseDatabase log) {
        postgres = database;
        clickHouse = log;
        databases = CommandRun.environment(postgres, clickHouse);
        host = Host.start(postgres, clickHouse, Host.WITH_API);
        postgres.execute(
                "SELECT count(postrider.publish('n', '{\"n\": 1}', 'Test')) FROM generate_series(1, 3)",
                "SELECT postrider.pause_delivery('ann', 'an upgrade')",
                "SELECT postrider.resume_delivery('ann', 'it is done')");
        awaitDelivery();
    }

    private static void awaitDelivery() {
        await().atMost(SOON)
                .until(() -> postgres.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'")
                        .equals("0"));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void makeLetters() {
        postgres.execute("DELETE FROM postrider.dead_letter", """
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 1000 + n, '9', 'type ' || n % 3, now(), 'Test', '{"n":  12345678901234567890.10, "ü": "\\u0000 }" }', 1, 1,
                       100 + n % 2, 'bad value ' || n FROM generate_series(1, 7) n""");
    }

    private static Map<String, String> remote(Role role) throws SQLException {
        return RemoteTest.environment(host.base() + Host.API, RemoteTest.token(postgres, role));
    }

    /** What moves while both are asked. */
    private static String still(String printed) {
        return printed.replaceAll("(\"(asked_at|at|events_per_second)\" : )[^\\n]*", "$1…")
                .replaceAll("\\d+ s ago", "… s ago")
                .replaceAll("\"by\" : [^\\n]*", "\"by\" : …");
    }

    @Test
    void whatReadsPrintsTheSameTextAndJsonAsBesideTheDatabases() throws SQLException {
        awaitDelivery();
        Instant now = Instant.now();
        Map<String, String> viewer = remote(Role.VIEWER);
        Map<String, String> operator = remote(Role.OPERATOR);
        List<String> differences = new ArrayList<>();
        for (String command : List.of(
                "status",
                "status --last=0",
                "status --at=now",
                "status --at=2020-01-01",
                "history",
                "history --since=7d --last=2",
                "audit",
                "audit --since=1d --last=1",
                "doctor",
                "doctor --quiet",
                "explain 1",
                "explain 99",
                "explain 1001",
                "dead-letters list",
                "dead-letters list --limit=3",
                "dead-letters list --state=all --type=type_0 --code=100",
                "dead-letters list 1001 1002",
                "dead-letters list --since=1d --before=now",
                "dead-letters list --group-by=reason",
                "dead-letters list --group-by=type --limit=2",
                "dead-letters list --group-by=CODE",
                "dead-letters show 1001",
                "dead-letters show 3",
                "dead-letters requeue --all --dry-run",
                "dead-letters discard 1001 7 --dry-run",
                "dead-letters set-aside 99 --dry-run",
                "dead-letters resume",
                "verify",
                "verify --since=1d",
                "verify --batches=1..5",
                "verify --repair --dry-run",
                "replay --all --dry-run",
                "replay --type=n --batches=1 --since=2020-01-01 --dry-run",
                "replay --list",
                "events",
                "events --type=n",
                "events --type=nothing",
                "events --list --limit=2",
                "events --where=n=1 --since=7d",
                "events --id=1",
                "events --type=n --list --sql")) {
            for (String form : List.of("", " --json")) {
                String[] words = (command + form).split(" ", -1);
                CommandRun here = CommandRun.at(now, databases, words);
                boolean begins = command.startsWith("verify") || command.endsWith("--dry-run");
                CommandRun there = CommandRun.at(now, begins ? operator : viewer, words);
                if (!still(here.out()).equals(still(there.out()))
                        || here.exitCode() != there.exitCode()
                        || !here.err().equals(there.err())) {
                    differences.add(command + form + "\nhere: " + here + "\nthere: " + there);
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void allThatMatchAreRequeuedByTheServerAndSaidAsBesideTheDatabases() throws SQLException {
        CommandRun done = CommandRun.of(
                remote(Role.OPERATOR), "dead-letters", "requeue", "--type=type 1", "--yes", "--note=it is mended");

        assertThat(done.err()).isEmpty();
        assertThat(done.out()).isEqualTo("requeued 3 dead letters\n");
        assertThat(done.exitCode()).isZero();
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter WHERE requeued_at IS NULL"))
                .isEqualTo("4");
        assertThat(postgres.queryOne("SELECT decided_by || ': ' || note FROM postrider.dead_letter WHERE requeued_at"
                        + " IS NOT NULL LIMIT 1"))
                .matches("token operator-\\d+: it is mended");
    }

    @Test
    void aNamedEventThatHasNoLetterIsSaidToHaveNone() throws SQLException {
        CommandRun done = CommandRun.of(
                remote(Role.OPERATOR), "dead-letters", "discard", "1001", "7", "--yes", "--note=given up", "--json");

        assertThat(done.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(done.err()).contains("some of the events have no open dead letter");
        assertThat(done.json().get("done").asInt()).isEqualTo(1);
    }

    @Test
    void anOrderThatWasBrokenOffIsListedAsBesideTheDatabasesAndGoneOnWith() throws SQLException {
        new DeadLetters(postgres.dataSource())
                .orderDiscard(
                        new DeadLetterFilter(List.of(), "type 2", null, null, null, null, null, null),
                        new Decision("ann", "a test"));
        Map<String, String> remote = remote(Role.OPERATOR);
        Instant now = Instant.now();
        CommandRun here = CommandRun.at(now, databases, "dead-letters", "resume");
        CommandRun there = CommandRun.at(now, remote, "dead-letters", "resume");
        assertThat(there).isEqualTo(here);
        assertThat(there.out()).contains("ann", "a test");
        String number = there.out().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];

        CommandRun resumed = CommandRun.of(remote, "dead-letters", "resume", number);

        assertThat(resumed.out()).isEqualTo("discard of 2 dead letters, the rest of order " + number + "\n");
        assertThat(CommandRun.of(remote, "dead-letters", "resume", number).err())
                .contains("was not broken off");
    }

    @Test
    void whatIsMissingIsFoundSentAndReplayedByTheServer() throws SQLException {
        Map<String, String> remote = remote(Role.OPERATOR);
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 2 SETTINGS mutations_sync = 2");

        CommandRun found = CommandRun.of(remote, "verify");
        assertThat(found).isEqualTo(CommandRun.of(databases, "verify"));
        assertThat(found.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(found.out()).contains("1 missing");
        assertThat(CommandRun.of(remote, "verify", "--repair", "--dry-run").out())
                .isEqualTo(CommandRun.of(databases, "verify", "--repair", "--dry-run")
                        .out())
                .contains("would send 1 event");
        assertThat(CommandRun.of(remote, "replay", "--all", "--dry-run").out())
                .isEqualTo(
                        CommandRun.of(databases, "replay", "--all", "--dry-run").out())
                .contains("would send 1");
        assertThat(CommandRun.of(remote, "verify", "--repair").err()).contains("--note is missing");

        CommandRun repaired = CommandRun.of(remote, "verify", "--repair", "--note=it was gone");
        assertThat(repaired.out()).as(repaired.err()).contains("sent 1 event");
        assertThat(repaired.exitCode()).isZero();
        assertThat(CommandRun.of(remote, "replay", "--all", "--target=again", "--note=a copy")
                        .out())
                .matches("(?s)replay \\d+: \\d+ events match, 0 are in .*again, sent \\d+\n");
        assertThat(clickHouse.queryOne("SELECT uniqExact(event_id) = count() FROM again"))
                .isEqualTo("1");
        assertThat(CommandRun.of(remote, "audit", "--last=2").out())
                .contains("a copy", "it was gone", "token operator");
    }

    @Test
    void deliveryIsPausedAndResumedByTheServer() throws SQLException {
        Map<String, String> remote = remote(Role.OPERATOR);
        assertThat(CommandRun.of(remote, "pause").err()).contains("--note is missing");
        assertThat(CommandRun.of(remote, "pause", "--note=x", "--by=ann").err()).contains("known by the token");

        assertThat(CommandRun.of(remote, "pause", "--note=a move").out()).startsWith("delivery is paused; events wait");
        assertThat(CommandRun.of(remote, "pause", "--note=a move").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(CommandRun.of(remote, "status").exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(CommandRun.of(remote, "resume", "--note=moved").out()).isEqualTo("delivery goes on\n");
    }

    @Test
    void tokensAreMadeListedAndRevokedByTheServer(@TempDir Path folder) throws SQLException, IOException {
        Map<String, String> remote = remote(Role.OPERATOR);
        Instant now = Instant.now();
        Path file = folder.resolve("token");
        CommandRun made = CommandRun.of(remote, "tokens", "make", "robot", "--to=" + file, "--note=deployments");
        assertThat(made.out()).matches("token \\d+, robot, is viewer until 2.*Z\nits secret is in .*\n");
        Map<String, String> robot = new HashMap<>(remote);
        robot.remove("POSTRIDER_TOKEN");
        assertThat(CommandRun.of(robot, "status", "--token-file=" + file).err()).isEmpty();

        assertThat(CommandRun.of(remote, "tokens", "make", "robot").out()).startsWith("there is a token 'robot'");
        assertThat(CommandRun.at(now, remote, "tokens", "list", "--json").out().replaceAll("\"last_used_at.*", ""))
                .isEqualTo(CommandRun.at(now, databases, "tokens", "list", "--json")
                        .out()
                        .replaceAll("\"last_used_at.*", ""));
        assertThat(CommandRun.of(remote, "tokens", "revoke", "robot").out()).matches("token \\d+, robot, is revoked\n");
        assertThat(CommandRun.of(remote, "tokens", "revoke", "robot").exitCode())
                .isEqualTo(ExitCodes.FOUND);
        assertThat(CommandRun.of(robot, "status", "--token-file=" + file).err()).contains("the token is not accepted");
    }
}
