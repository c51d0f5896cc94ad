package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
    @TempDir
    Path folder;

    private LocalPostgres.Options prepared() {
        return LocalPostgres.Options.in(PostgresTemplate.copyTo(folder));
    }

    @Test
    void commitsAreDurableUnlessSomeoneSaysOtherwise() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.start(LocalPostgres.Options.in(folder))) {
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW server_version")).startsWith("18.");
            assertThat(ask(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void serverSettingsReachTheServerWithTheirQuotes() throws SQLException {
        LocalPostgres.Options options = prepared().with("fsync", "off").with("cluster_name", "it's \"$HOME\" `one`");
        try (LocalPostgres postgres = LocalPostgres.start(options)) {
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("off");
            assertThat(ask(postgres, "SHOW cluster_name")).isEqualTo("it's \"$HOME\" `one`");
        }
    }

    @Test
    void dataAndPortStayBetweenRunsAndACrashLosesNothingCommitted() throws SQLException {
        LocalPostgres first = LocalPostgres.start(prepared());
        long firstPid = first.pid();
        try (Connection connection = DriverManager.getConnection(first.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 41 AS answer");
            connection.setAutoCommit(false);
            statement.execute("UPDATE kept SET answer = 42");
            connection.commit();
            statement.execute("UPDATE kept SET answer = 43");
            first.kill();
            assertThat(first.isRunning()).isFalse();
        }
        first.close();

        try (LocalPostgres second = LocalPostgres.start(first.options())) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.pid()).isNotEqualTo(firstPid);
            first.close();
            first.kill();
            assertThat(ask(second, "SELECT answer FROM kept")).isEqualTo("42");
        }
        try (LocalPostgres third = LocalPostgres.start(LocalPostgres.Options.in(folder))) {
            assertThat(ask(third, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void noProcessOfTheServerOutlivesAKill() {
        LocalPostgres postgres = LocalPostgres.start(prepared());
        var family =
                ProcessHandle.of(postgres.pid()).orElseThrow().descendants().toList();
        assertThat(family).hasSizeGreaterThan(3);
        postgres.kill();
        assertThat(family).noneMatch(process -> PostgresProcess.isAlive(process.pid()));
        assertThat(PostgresProcess.isAlive(postgres.pid())).isFalse();
    }

    @Test
    void aSecondServerOnARunningFolderIsRefusedAndTheFirstGoesOn() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.start(prepared())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> LocalPostgres.start(LocalPostgres.Options.in(folder)))
                        .isInstanceOf(LocalDatabaseException.class)
                        .hasMessageContaining(folder.toString())
                        .hasMessageContaining(
                                "process " + ProcessHandle.current().pid())
                        .hasMessageContaining("POSTRIDER_DATA_DIR");
            }
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aPortInUseIsNamedWithItsRemedyAndNothingStaysLocked() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalPostgres.Options options = prepared().withPort(taken.getLocalPort());
            assertThatThrownBy(() -> LocalPostgres.start(options))
                    .isInstanceOf(LocalDatabaseException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("POSTRIDER_POSTGRES_PORT");
        }
        LocalPostgres.start(LocalPostgres.Options.in(folder)).close();
    }

    @Test
    void aServerLeftBehindByADeadProcessIsReplaced() throws Exception {
        LocalPostgres first = LocalPostgres.start(prepared());
        first.close();
        PostgresCluster cluster = PostgresCluster.in(
                folder.toRealPath(), PostgresBinaries.unpackInto(CacheFolder.locate(System.getenv())));
        PostgresProcess orphan =
                cluster.start(Map.of("port", Integer.toString(first.port()), "unix_socket_directories", ""));
        try (LocalPostgres postgres = LocalPostgres.start(LocalPostgres.Options.in(folder))) {
            assertThat(orphan.hasEnded()).isTrue();
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        } finally {
            orphan.kill();
        }
    }

    @Test
    void aPidFileThatNowNamesAnotherProgramIsIgnoredAndThatProgramLeftAlone() throws Exception {
        LocalPostgres crashed = LocalPostgres.start(prepared());
        crashed.kill();
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Path pidFile = folder.resolve("cluster/postmaster.pid");
            String content = Files.readString(pidFile);
            Files.writeString(pidFile, other.pid() + content.substring(content.indexOf('\n')));
            try (LocalPostgres postgres = LocalPostgres.start(LocalPostgres.Options.in(folder))) {
                assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
                assertThat(other.isAlive()).isTrue();
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void theServerEndsWithItsJvmEvenIfThatIsKilled() throws Exception {
        PostgresTemplate.copyTo(folder);
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long pid = Long.parseLong(jvm.inputReader().readLine());
        assertThat(PostgresProcess.isAlive(pid)).isTrue();
        jvm.destroyForcibly();
        assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> !PostgresProcess.isAlive(pid));
        LocalPostgres.start(LocalPostgres.Options.in(folder)).close();
    }

    /** Starts a server, tells its process id and waits to be killed. */
    static final class Starter {
        public static void main(String[] args) throws Exception {
            LocalPostgres postgres = LocalPostgres.start(LocalPostgres.Options.in(Path.of(args[0])));
            System.out.println(postgres.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void filesOfAnotherMajorVersionAreRefused() throws Exception {
        Path version = Files.createDirectories(folder.resolve("cluster")).resolve("PG_VERSION");
        Files.writeString(version, "16\n");
        assertThatThrownBy(() -> LocalPostgres.start(LocalPostgres.Options.in(folder)))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("PostgreSQL 16");
        assertThat(version).hasContent("16");
    }

    @Test
    void whatTheServerSaysIsInTheError() {
        assertThatThrownBy(() -> LocalPostgres.start(prepared().with("no_such_setting", "1")))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("no_such_setting")
                .hasMessageContaining("postgres.log");
    }

    @Test
    void aFullDiskIsReportedWithNumbersAndARemedy() {
        assertThatThrownBy(() -> DiskSpace.require(folder, Long.MAX_VALUE, "set POSTRIDER_DATA_DIR to another folder"))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("MB left")
                .hasMessageContaining("POSTRIDER_DATA_DIR");
    }

    @Test
    void optionsRefuseWhatCannotWork() {
        LocalPostgres.Options options = LocalPostgres.Options.in(folder);
        assertThatThrownBy(() -> options.withPort(65_536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> options.with("port", "1")).hasMessageContaining("withPort");
        assertThatThrownBy(() -> options.with("a b", "1")).hasMessageContaining("'a b'");
    }

    private static String ask(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
