package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The official client for JavaScript works, with its default options and with compression. */
@Timeout(150)
class JavaScriptClientTest {
    private static final String CLIENT = "@clickhouse/client@1.23.1";

    @TempDir
    Path folder;

    @Test
    void theClientInsertsQueriesAndUnderstandsErrors() throws Exception {
        Path script = folder.resolve("client.mjs");
        try (InputStream source = Objects.requireNonNull(getClass().getResourceAsStream("client.mjs"))) {
            Files.copy(source, script);
        }
        Command.Outcome fetched = new Command(List.of(
                        "npm",
                        "install",
                        "--prefix",
                        folder.toString(),
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--fetch-retries=0",
                        CLIENT))
                .run(Duration.ofSeconds(90));
        assumeThat(fetched.succeeded())
                .as("npm can't fetch %s: %s", CLIENT, fetched.output())
                .isTrue();
        LocalClickHouse.Options options =
                LocalClickHouse.Options.in(folder.resolve("data")).withCredentials("app", "p&ss:w%rd /+?#");
        try (LocalClickHouse clickHouse = LocalClickHouse.start(options)) {
            Command.Outcome ran = new Command(
                            List.of("node", script.toString(), clickHouse.url().toString(), "app", "p&ss:w%rd /+?#"))
                    .run(Duration.ofSeconds(40));
            assertThat(ran.output()).endsWith("all is well");
        }
    }
}
