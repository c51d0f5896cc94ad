package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands where the first of two ClickHouse servers can't be asked. Both names lead to one server, so they are one table. */
@PostriderTest
class SecondServerTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final FaultProxy first;
    private final Map<String, String> environment;

    SecondServerTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.first = FaultProxy.to(clickHouse.host(), clickHouse.port());
        this.environment = CommandRun.environment(postgres, clickHouse);
        environment.put("CLICKHOUSE_HOST", "127.0.0.1:" + first.port() + "," + second());
    }

    private String second() {
        return clickHouse.host() + ":" + clickHouse.port();
    }

    @BeforeEach
    void deliver() {
        OutboxSchema.migrate(postgres.dataSource());
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 3)");
        Delivered.all(postgres, clickHouse);
        noteThatBothAreReplicas();
    }

    /** As a relay does that has compared them. */
    private void noteThatBothAreReplicas() {
        String table = clickHouse.queryOne(
                "SELECT uuid FROM system.tables WHERE database = currentDatabase() AND name = 'event_log'");
        postgres.execute(
                "UPDATE postrider.outbox_origin SET accepted_table = accepted_table || E'\\n-- the same table: '"
                        + " || '" + table + " | http://" + second() + "/" + clickHouse.name() + ".event_log'");
    }

    @AfterEach
    void close() {
        first.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void statusSaysWhichServersAnswerAndThatOnlyTheRelayKnowsWhoServes() {
        first.refuse();

        CommandRun status = run("status");
        JsonNode servers = run("status", "--json").json().get("clickhouse");

        assertThat(status.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(status.out())
                .contains(
                        "clickhouse    http://127.0.0.1:" + first.port() + " can't be asked from here: ",
                        "              http://" + second() + " answers, and is a proven replica",
                        "only the relay's health and metrics say");
        assertThat(servers.get(0).get("trouble").asString()).contains("refused");
        assertThat(servers.get(0).get("proven").asBoolean()).isFalse();
        assertThat(servers.get(1).get("trouble").isNull()).isTrue();
        assertThat(servers.get(1).get("proven").asBoolean()).isTrue();
    }
}
