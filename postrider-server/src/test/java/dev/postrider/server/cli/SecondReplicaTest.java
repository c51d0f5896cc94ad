package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.test.ClickHouseCluster;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.opentest4j.TestAbortedException;

/** Commands on real replicas, where the first can't be asked. Needs a cluster: docs/crash-tests.md. */
@PostriderTest
@ResourceLock("cluster")
class SecondReplicaTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final List<ClickHouseDatabase> nodes;
    private final FaultProxy first;
    private final Map<String, String> environment;

    SecondReplicaTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.nodes = ClickHouseCluster.configured()
                .orElseThrow(() -> new TestAbortedException("no ClickHouse cluster"))
                .newDatabases();
        this.first = FaultProxy.to(nodes.get(0).host(), nodes.get(0).port());
        this.environment = CommandRun.environment(postgres, nodes.get(0));
        environment.put(
                "CLICKHOUSE_HOST",
                first.host() + ":" + first.port() + "," + nodes.get(1).host() + ":"
                        + nodes.get(1).port());
    }

    @BeforeEach
    void deliver() {
        OutboxSchema.migrate(postgres.dataSource());
        makeTables();
        // Once something is stored, a later term compares the servers and keeps that in the ledger.
        await().atMost(SOON).until(() -> {
            publish();
            Delivered.all(postgres, both());
            return postgres.queryOne("SELECT accepted_table FROM postrider.outbox_origin")
                    .contains(" | " + nodes.get(1).url());
        });
    }

    @AfterEach
    void close() {
        first.close();
    }

    private String published() {
        return postgres.queryOne("SELECT count(*) FROM postrider.event_outbox");
    }

    private void publish() {
        postgres.execute("SELECT count(postrider.publish('n', '{}', 'Test')) FROM generate_series(1, 100)");
    }

    private ClickHouseSettings settings(URI endpoint) {
        ClickHouseDatabase node = nodes.get(0);
        return ClickHouseSettings.at(endpoint)
                .withLogin(node.user(), node.password())
                .withDatabase(node.name())
                .withEngine(new TableEngine("ReplicatedMergeTree('/clickhouse/tables/{shard}/" + node.name()
                        + "/event_log', '{replica}')"));
    }

    private ClickHouseSettings both() {
        return settings(URI.create("http://" + first.host() + ":" + first.port()))
                .withOthers(List.of(nodes.get(1).url()));
    }

    private void makeTables() {
        for (ClickHouseDatabase node : nodes) {
            try (ClickHouseSink sink = ClickHouseSink.create(settings(node.url()))) {
                await().atMost(SOON)
                        .ignoreExceptionsInstanceOf(SinkException.class)
                        .until(() -> {
                            sink.prepare();
                            return true;
                        });
            }
        }
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    @Test
    void theSecondAnswersForTheFirst() {
        first.blackhole();

        CommandRun verify = run("verify");

        assertThat(verify.out()).as(verify.err()).contains("compared " + published() + " events", "all is there, once");
        assertThat(verify.exitCode()).isEqualTo(ExitCodes.FINE);
        assertThat(verify.err()).contains("asking http://", "a proven replica");
        assertThat(run("explain", "50").out()).contains("as published      yes");
        assertThat(run("doctor").out()).contains("event_log.replica");
    }

    @Test
    void aSecondThatLagsBehindCallsNothingMissing() {
        nodes.get(1).execute("SYSTEM STOP FETCHES event_log");
        try {
            publish();
            Delivered.all(postgres, both());
            first.refuse();

            CommandRun verify = run("verify");
            CommandRun explain = run("explain", published());
            CommandRun replay = run("replay", "--all", "--dry-run");

            assertThat(verify.exitCode()).isNotEqualTo(ExitCodes.FINE);
            assertThat(verify.out()).isEmpty();
            assertThat(verify.err()).contains("lags behind its other replicas");
            assertThat(explain.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
            assertThat(explain.out()).contains("lags behind its other replicas", "whether it is there is unknown");
            assertThat(replay.out()).doesNotContain("would send");
            assertThat(replay.err()).contains("lags behind its other replicas");
        } finally {
            nodes.get(1).execute("SYSTEM START FETCHES event_log");
        }
        await().atMost(SOON).until(() -> run("verify").out().contains("compared " + published() + " events"));
    }
}
