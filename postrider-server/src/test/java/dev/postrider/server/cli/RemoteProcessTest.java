package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.server.PostriderServer;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that asks a server, as a process of its own without a single variable of a database. */
@PostriderTest
class RemoteProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static PostgresDatabase postgres;
    private static Host host;

    @BeforeAll
    static void start(PostgresDatabase database, ClickHouseDatabase clickHouse) {
        postgres = database;
        host = Host.start(postgres, clickHouse, Host.WITH_API);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static ChildJvm.Launch launch(String url, Role role, String... arguments) throws SQLException {
        ChildJvm.Launch launch = ChildJvm.of(PostriderServer.class).withArguments(arguments);
        for (String name :
                List.of("DATABASE_URL", "POSTRIDER_DATABASES_FILE", "CLICKHOUSE_HOST", "JAVA_TOOL_OPTIONS")) {
            launch = launch.withEnvironment(name, "");
        }
        for (Map.Entry<String, String> variable :
                RemoteTest.environment(url, RemoteTest.token(postgres, role)).entrySet()) {
            launch = launch.withEnvironment(variable.getKey(), variable.getValue());
        }
        return launch;
    }

    @Test
    void needsNoDatabaseAndLoadsNoSpring(@TempDir Path folder) throws SQLException, IOException {
        Path loaded = folder.resolve("classes");
        try (ChildJvm status = launch(host.base() + Host.API, Role.VIEWER, "status")
                .withJvmArguments("-Xlog:class+load:file=" + loaded)
                .start()) {
            assertThat(status.awaitExit(PATIENCE)).isZero();
            assertThat(String.join("\n", status.lines())).startsWith("state ").contains("\ndead letters  0");
        }
        assertThat(Files.readAllLines(loaded))
                .hasSizeGreaterThan(1_000)
                // the unit of a setting's limit
                .filteredOn(line -> !line.contains("org.springframework.util.unit.DataSize"))
                .noneMatch(line -> line.contains("] org.springframework."))
                .noneMatch(line -> line.contains("] org.postgresql."));
    }

    @Test
    void whoEndsItIsToldWhatGoesOnAtTheServer() throws SQLException, IOException {
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT 1000 + n, '9', 'n', now(), 'Test', '{}', 1, 1, 117, 'bad' FROM generate_series(1, 5) n""");
        try (ReverseProxy proxy = new ReverseProxy("", URI.create(host.base()))) {
            proxy.cutAnswersTo("/dead-letters/orders/", Integer.MAX_VALUE);
            try (ChildJvm requeue = launch(
                            proxy.url() + Host.API,
                            Role.OPERATOR,
                            "dead-letters",
                            "discard",
                            "--all",
                            "--yes",
                            "--note=x")
                    .start()) {
                await().atMost(PATIENCE)
                        .until(() -> proxy.passed().stream().anyMatch(request -> request.contains("/orders/")));

                requeue.interrupt();

                requeue.awaitExit(PATIENCE);
                assertThat(String.join("\n", requeue.lines()))
                        .containsPattern("order \\d+ goes on at the server; postrider dead-letters resume tells");
            }
        }
        await().atMost(PATIENCE)
                .until(() -> postgres.queryOne(
                                "SELECT count(*) FROM postrider.dead_letter WHERE discarded_at IS NOT NULL")
                        .equals("5"));
    }
}
