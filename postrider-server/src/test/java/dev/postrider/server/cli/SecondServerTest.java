package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Commands where the first of two ClickHouse servers can't be asked. Both names lead to one server, so they are one table. */
@PostriderTest
class SecondServerTest {
    private static final int WITHIN_SECONDS = 40;

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

    private enum Fault {
        REFUSES,
        NEVER_ANSWERS
    }

    private void strike(Fault fault) {
        if (fault == Fault.REFUSES) {
            first.refuse();
        } else {
            first.blackhole();
        }
    }

    @ParameterizedTest
    @EnumSource
    void commandsThatOnlyAskWorkThroughTheSecondAndSaySo(Fault fault) throws Exception {
        strike(fault);

        for (String command : List.of("verify", "explain 1", "replay --all --dry-run", "verify --repair --dry-run")) {
            CommandRun run = inTime(command);
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.FINE);
            assertThat(run.err())
                    .as(command)
                    .contains("http://127.0.0.1:" + first.port() + " can't be asked from here: ")
                    .contains("; asking http://" + second() + ", a proven replica");
        }
        assertThat(inTime("verify").out()).contains("all is there, once");
        assertThat(inTime("explain 1").out()).contains("as published      yes");
        assertThat(inTime("status").exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(inTime("dead-letters list").exitCode()).isEqualTo(ExitCodes.FINE);
    }

    @ParameterizedTest
    @EnumSource
    void theDoctorChecksTheSecondAndWarnsOfTheFirst(Fault fault) throws Exception {
        strike(fault);

        CommandRun doctor = inTime("doctor");

        assertThat(doctor.exitCode()).isEqualTo(ExitCodes.FOUND);
        assertThat(doctor.out())
                .contains(
                        "warning  clickhouse.servers: http://127.0.0.1:" + first.port() + " can't be asked from here: ",
                        "clickhouse.servers: http://" + second() + " answers, and is a proven replica",
                        "event_log.columns")
                .doesNotContain("clickhouse.reachable");
    }

    /** What an earlier one of them has sent to the first may still arrive. */
    @ParameterizedTest
    @EnumSource
    void commandsThatSendSayWhyTheyDoNot(Fault fault) throws Exception {
        strike(fault);
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE event_id = 2 SETTINGS mutations_sync = 2");

        for (String command : List.of("verify --repair", "replay --all")) {
            CommandRun run = inTime(command);
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(run.err())
                    .as(command)
                    .contains("http://127.0.0.1:" + first.port() + " can't be asked from here: ")
                    .contains("may still be at work", "leave it out of CLICKHOUSE_HOST");
        }
        assertThat(inTime("verify").out()).contains("1 missing (2)");

        environment.put("CLICKHOUSE_HOST", second());
        assertThat(inTime("verify --repair").out()).contains("sent 1 event\n");
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsNotProvenIsNotAskedAndThatIsSaid(Fault fault) throws Exception {
        postgres.execute("UPDATE postrider.outbox_origin SET accepted_table = 'not known'");
        strike(fault);

        CommandRun verify = inTime("verify");

        assertThat(verify.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(verify.out()).isEmpty();
        assertThat(verify.err())
                .contains(
                        "no other server is asked in the first one's place: http://" + second()
                                + " answers, and is not known to be a replica",
                        "http://127.0.0.1:" + first.port());
    }

    @Test
    void theFirstIsAskedAsLongAsItCanBe() throws Exception {
        CommandRun verify = inTime("verify");

        assertThat(verify.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(verify.err()).isEmpty();
        assertThat(first.connections()).isPositive();
    }

    private CommandRun inTime(String command) throws Exception {
        return CompletableFuture.supplyAsync(() -> run(command.split(" "))).get(WITHIN_SECONDS, TimeUnit.SECONDS);
    }
}
