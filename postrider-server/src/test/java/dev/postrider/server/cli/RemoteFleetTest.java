package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.server.PostriderServer;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that asks a server of several outboxes: it works on the one that is named, and on none in silence. */
@PostriderTest
class RemoteFleetTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void theOutboxIsNamedAndNoOtherIsTouched(PostgresDatabase shop, ClickHouseDatabase clickHouse)
            throws IOException, SQLException {
        try (PostgresDatabase stock = TestServers.newPostgresDatabase()) {
            ask(shop, stock, clickHouse);
        }
    }

    private void ask(PostgresDatabase shop, PostgresDatabase stock, ClickHouseDatabase clickHouse)
            throws IOException, SQLException {
        OutboxSchema.migrate(shop.dataSource());
        OutboxSchema.migrate(stock.dataSource());
        Path databases =
                Files.write(folder.resolve("databases"), List.of(shop.url() + " shop", stock.url() + " stock"));
        ChildJvm.Launch launch = ChildJvm.of(PostriderServer.class)
                .withEnvironment("SERVER_PORT", "0")
                .withEnvironment("DATABASE_URL", "")
                .withEnvironment("POSTRIDER_DATABASES_FILE", databases.toString())
                .withEnvironment(
                        "POSTRIDER_CONSOLE_PASSWORD_FILE",
                        folder.resolve("password").toString())
                .withEnvironment("CLICKHOUSE_HOST", clickHouse.host())
                .withEnvironment("CLICKHOUSE_PORT", String.valueOf(clickHouse.port()))
                .withEnvironment("CLICKHOUSE_USER", clickHouse.user())
                .withEnvironment("CLICKHOUSE_PASSWORD", clickHouse.password())
                .withEnvironment("CLICKHOUSE_SCHEMA", clickHouse.name());
        try (ChildJvm server = launch.start()) {
            String port = server.awaitLine("Tomcat started on port (\\d+)", Duration.ofSeconds(60))
                    .group(1);
            Map<String, String> remote =
                    RemoteTest.environment("http://localhost:" + port + "/", RemoteTest.token(shop, Role.OPERATOR));

            CommandRun which = CommandRun.of(remote, "pause", "--note=a move");
            assertThat(which.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
            assertThat(which.err()).contains("has 2 outboxes", "--outbox=shop, --outbox=stock");

            CommandRun paused = CommandRun.of(remote, "pause", "--note=a move", "--outbox=stock");
            assertThat(paused.out()).as(paused.err()).startsWith("delivery is paused");
            assertThat(CommandRun.of(remote, "status", "--outbox=stock").out()).contains("paused", "a move");
            assertThat(CommandRun.of(remote, "status", "--outbox=shop").out())
                    .doesNotContain("paused")
                    .startsWith("state ");
            assertThat(CommandRun.of(remote, "tokens", "list").exitCode())
                    .as("of the server, and not of an outbox")
                    .isZero();
        }
    }
}
