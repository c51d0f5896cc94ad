package dev.postrider.devdb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.devdb.PostgresTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DevDatabasesTest {
    /** A long-running command that tells its process id and, asked to stop, takes its time. */
    private static final String SERVICE = "trap 'echo stopping; sleep 0.5; echo stopped; exit 0' TERM INT;"
            + " echo service $$ at $DATABASE_URL; while :; do sleep 0.1; done";

    private static final Map<String, String> WITHOUT_CLICKHOUSE = Map.of("CLICKHOUSE_HOST", "clickhouse.example");

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void prepareData() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("postrider-data.txt"), "");
        PostgresTemplate.copyTo(data.resolve("postgres"));
    }

    /** What a launcher leaves that was killed ends by itself, a moment later: then its folder can be deleted. */
    @AfterEach
    void awaitTheEndOfPostgres() {
        await().atMost(Duration.ofSeconds(30)).until(() -> !postgresRuns());
    }

    @Test
    void theCommandGetsItsDatabaseAndGivesTheExitCode() {
        try (Launcher launcher = run("sh", "-c", "echo $DATABASE_URL $CLICKHOUSE_HOST:$CLICKHOUSE_PORT; exit 7")) {
            assertThat(launcher.awaitExit()).isEqualTo(7);
            assertThat(launcher.lines())
                    .anyMatch(line -> line.matches("postgres://postgres@127.0.0.1:\\d+/postrider clickhouse.example:"));
            assertThat(launcher.lines()).last().isEqualTo("stopping the databases");
        }
        assertThat(postgresRuns()).isFalse();
    }

    @Test
    void bothDatabasesAreThereWithTheAccountAndTheSchemaThatAreConfigured() {
        Map<String, String> account =
                Map.of("CLICKHOUSE_USER", "app", "CLICKHOUSE_PASSWORD", "se:cret", "CLICKHOUSE_SCHEMA", "events");
        String question = "http://$CLICKHOUSE_HOST:$CLICKHOUSE_PORT/?database=$CLICKHOUSE_SCHEMA"
                + "&query=SELECT%20currentDatabase()";
        try (Launcher launcher = Launcher.start(
                account,
                "run",
                "--data",
                data.toString(),
                "--",
                "sh",
                "-c",
                "echo postgres $DATABASE_URL; echo clickhouse $(curl -s -u \"$CLICKHOUSE_USER:$CLICKHOUSE_PASSWORD\" \""
                        + question + "\")")) {
            launcher.awaitLine("postgres (postgres://.*/postrider)");
            launcher.awaitLine("clickhouse (events)");
            assertThat(launcher.awaitExit()).isZero();
        }
        assertThat(postgresRuns()).isFalse();
        assertThat(data.resolve("clickhouse")).isDirectory();
    }

    @Test
    void dataStaysBetweenRunsUntilFreshDeletesIt() throws Exception {
        try (Launcher launcher = databases()) {
            execute(launcher, "CREATE TABLE kept (a int)");
            launcher.signal("TERM");
            assertThat(launcher.awaitExit()).isEqualTo(128 + 15);
        }
        assertThat(postgresRuns()).isFalse();
        try (Launcher launcher = databases()) {
            execute(launcher, "SELECT * FROM kept");
            launcher.signal("TERM");
            launcher.awaitExit();
        }
        try (Launcher launcher = databases("--fresh")) {
            execute(launcher, "CREATE TABLE kept (a int)");
            assertThat(launcher.lines())
                    .contains("--fresh: deleting " + data.toRealPath().resolve("postgres"));
        }
    }

    @Test
    void ctrlCStopsTheCommandFirstAndThenTheDatabases() throws IOException {
        try (Launcher launcher = run("sh", "-c", SERVICE)) {
            long service = Long.parseLong(launcher.awaitLine("service (\\d+) at .*"));
            launcher.signalGroup("INT");
            assertThat(launcher.awaitExit()).isEqualTo(128 + 2);
            assertThat(launcher.lines()).containsSubsequence("stopping", "stopped", "stopping the databases");
            assertThat(ProcessHandle.of(service)).isEmpty();
        }
        assertThat(postgresRuns()).isFalse();
        assertThat(postgresLog()).contains("received fast shutdown request").endsWith("database system is shut down");
    }

    @Test
    void ctrlCWhileTheDatabasesStartLeavesNothingBehind() throws IOException {
        try (Launcher launcher = run("sh", "-c", "echo must not run")) {
            launcher.awaitLine("(PostgreSQL: starting).*");
            launcher.signalGroup("INT");
            launcher.awaitExit();
            assertThat(launcher.lines()).doesNotContain("must not run");
        }
        assertThat(postgresRuns()).isFalse();
    }

    @Test
    void whatTheCommandStartedAndLeftIsEndedToo() {
        try (Launcher launcher =
                run("sh", "-c", "sh -c 'trap \"\" TERM; echo inner $$; while :; do sleep 0.1; done' & wait")) {
            long inner = Long.parseLong(launcher.awaitLine("inner (\\d+)"));
            launcher.signal("TERM");
            launcher.awaitExit();
            await().until(() -> ProcessHandle.of(inner).isEmpty());
        }
    }

    @Test
    void afterKillNineNothingIsLeftAndTheNextStartWorks() {
        try (Launcher launcher = run("sh", "-c", SERVICE)) {
            long service = Long.parseLong(launcher.awaitLine("service (\\d+) at .*"));
            launcher.signal("KILL");
            launcher.awaitExit();
            // At once: it takes over from whatever is still ending.
            try (Launcher next = run("sh", "-c", "echo next $DATABASE_URL")) {
                assertThat(next.awaitExit()).isZero();
                next.awaitLine("next (postgres://.*)");
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> ProcessHandle.of(service).isEmpty());
        }
        assertThat(postgresRuns()).isFalse();
    }

    @Test
    void aDatabaseThatDiesEndsTheRunWithOneSentence() {
        try (Launcher launcher = Launcher.start(
                Map.of("DATABASE_URL", "postgres://elsewhere/x"),
                "run",
                "--data",
                data.toString(),
                "--",
                "sh",
                "-c",
                SERVICE)) {
            launcher.awaitLine("service (\\d+) at .*");
            kill(firstLine(data.resolve("clickhouse/lock")));
            assertThat(launcher.awaitExit()).isEqualTo(69);
            launcher.awaitLine(
                    "error: (the local ClickHouse \\(process \\d+\\) has ended by itself, .*clickhouse.log.*)");
            assertThat(launcher.lines()).containsSubsequence("stopping", "stopped");
            assertThat(launcher.lines())
                    .filteredOn(line -> line.contains("error: "))
                    .hasSize(1);
        }
        try (Launcher launcher = databases()) {
            launcher.awaitLine("  export DATABASE_URL=(.*)");
            kill(firstLine(data.resolve("postgres/cluster/postmaster.pid")));
            assertThat(launcher.awaitExit()).isEqualTo(69);
            launcher.awaitLine(
                    "error: (the local PostgreSQL \\(process \\d+\\) has ended by itself, .*postgres.log.*)");
        }
    }

    private static long firstLine(Path file) {
        try {
            return Long.parseLong(Files.readAllLines(file).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Test
    void aPortOrAFolderInUseIsAnErrorThatSaysWhatToDo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launcher launcher = databases("--postgres-port", Integer.toString(taken.getLocalPort()))) {
            assertThat(launcher.awaitExit()).isEqualTo(69);
            launcher.awaitLine("error: (port " + taken.getLocalPort() + " .*POSTRIDER_POSTGRES_PORT.*)");
        }
        try (Launcher first = databases()) {
            first.awaitLine("  export DATABASE_URL=(.*)");
            try (Launcher second = databases("--fresh")) {
                assertThat(second.awaitExit()).isEqualTo(69);
                second.awaitLine("error: (the data folder .* is in use by process \\d+.*POSTRIDER_DATA_DIR.*)");
            }
        }
    }

    @Test
    void freshRefusesAFolderThatIsNotItsOwn() throws IOException {
        Path letter = Files.writeString(data.resolve("letter.txt"), "Dear");
        try (Launcher launcher = databases("--fresh")) {
            assertThat(launcher.awaitExit()).isEqualTo(69);
            launcher.awaitLine("error: (.*does not look like a data folder.*letter.txt.*)");
        }
        assertThat(letter).exists();
        assertThat(data.resolve("postgres/cluster")).isDirectory();
    }

    @Test
    void aCommandThatDoesNotExistIsNamed() {
        try (Launcher launcher = run("no-such-command")) {
            assertThat(launcher.awaitExit()).isEqualTo(126);
            launcher.awaitLine("error: (no-such-command could not be run.*)");
        }
        assertThat(postgresRuns()).isFalse();
    }

    private Launcher run(String... command) {
        String[] arguments = new String[command.length + 4];
        System.arraycopy(new String[] {"run", "--data", data.toString(), "--"}, 0, arguments, 0, 4);
        System.arraycopy(command, 0, arguments, 4, command.length);
        return Launcher.start(WITHOUT_CLICKHOUSE, arguments);
    }

    private Launcher databases(String... options) {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(new String[] {"databases", "--data", data.toString()}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Launcher.start(WITHOUT_CLICKHOUSE, arguments);
    }

    private static void execute(Launcher launcher, String sql) throws SQLException {
        URI url = URI.create(launcher.awaitLine("  export DATABASE_URL=(.*)"));
        String jdbcUrl = "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, url.getUserInfo(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** PostgreSQL removes its pid file when it has stopped in an orderly way, and a kill leaves it. */
    private boolean postgresRuns() {
        try {
            String pid = Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid"))
                    .get(0);
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        } catch (IOException | IndexOutOfBoundsException noPid) {
            return false;
        }
    }

    private String postgresLog() throws IOException {
        return Files.readString(data.resolve("postgres/postgres.log")).strip();
    }
}
