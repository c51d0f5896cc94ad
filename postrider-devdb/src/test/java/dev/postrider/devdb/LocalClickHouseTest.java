package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The endpoint as a process: how it starts, is killed, and ends. */
@Timeout(90)
class LocalClickHouseTest {
    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedRowSurvivesACrashUnderLoad() throws Exception {
        LocalClickHouse clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(folder));
        Http http = new Http(clickHouse.url());
        http.query("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean refused = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; ; i++) {
                    http.query("INSERT INTO t VALUES (" + i + ")");
                    acknowledged.set(i + 1);
                }
            } catch (IOException e) {
                refused.set(true);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        await().until(() -> acknowledged.get() > 20);
        clickHouse.kill();
        writer.join();
        assertThat(refused).isTrue();
        LocalClickHouse.Options same = LocalClickHouse.Options.in(folder).withPort(clickHouse.port());
        try (LocalClickHouse again = LocalClickHouse.start(same)) {
            assertThat(again.port()).isEqualTo(clickHouse.port());
            String survivors = http.query("SELECT count(), uniqExact(a), countIf(a < " + acknowledged + ") FROM t");
            // The insert that the crash cut off may or may not be there.
            int n = acknowledged.get();
            assertThat(survivors).isIn(n + "\t" + n + "\t" + n, (n + 1) + "\t" + (n + 1) + "\t" + n);
        }
    }

    @Test
    void aFolderInUseIsRefusedWithItsNameAndItsHolder() {
        try (LocalClickHouse first = LocalClickHouse.start(LocalClickHouse.Options.in(folder))) {
            assertThatThrownBy(() -> LocalClickHouse.start(LocalClickHouse.Options.in(folder)))
                    .isInstanceOf(LocalDatabaseException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + first.pid())
                    .hasMessageContaining("POSTRIDER_DATA_DIR");
        }
    }

    @Test
    void aPortInUseIsRefusedWithItsNumberAndTheVariableToMoveIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalClickHouse.Options options = LocalClickHouse.Options.in(folder).withPort(taken.getLocalPort());
            assertThatThrownBy(() -> LocalClickHouse.start(options))
                    .isInstanceOf(LocalDatabaseException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("POSTRIDER_CLICKHOUSE_PORT");
        }
    }

    @Test
    void whatTheEngineSaysOfAFolderItCanNotUseIsShown() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("engine"), "not a folder");
        assertThatThrownBy(() -> LocalClickHouse.start(LocalClickHouse.Options.in(folder)))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("Not a directory")
                .hasMessageContaining("clickhouse.log");
    }

    @Test
    void optionsOutOfRangeAreRefusedWithTheLimit() {
        assertThatThrownBy(() -> LocalClickHouse.Options.in(folder).withPort(70_000))
                .hasMessageContaining("70000")
                .hasMessageContaining("65535");
        assertThatThrownBy(() -> LocalClickHouse.Options.in(folder).withCredentials("default", "secret"))
                .hasMessageContaining("'default' can't have a password")
                .hasMessageContaining("CLICKHOUSE_USER")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> LocalClickHouse.Options.in(folder).withCredentials("a user", ""))
                .hasMessageContaining("'a user'")
                .hasMessageContaining("letters, digits");
    }

    @Test
    void theEndpointEndsWithTheProcessThatStartedIt() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = parent.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle endpoint =
                    ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(endpoint.isAlive()).isTrue();
            parent.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(10)).until(() -> !endpoint.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    /** Starts an endpoint, says its process id, and waits to be killed. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws IOException {
            LocalClickHouse clickHouse = LocalClickHouse.start(LocalClickHouse.Options.in(Path.of(arguments[0])));
            System.out.println(clickHouse.pid());
            int forever = System.in.read();
            System.out.println(forever);
        }
    }
}
