package dev.postrider.crashtests.cluster;

import static dev.postrider.crashtests.Endurance.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.Logged;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay that knows several replicas delivers to the next one when the first is gone, and comes back. */
@PostriderTest
@ResourceLock("cluster")
class SeveralServersTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final Replicas replicas;
    private final QueryableSink sink;

    SeveralServersTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
        this.sink = Sinks.create(bothServers());
    }

    @AfterEach
    void close() {
        sink.close();
        replicas.close();
    }

    private ClickHouseSettings bothServers() {
        return replicas.settings(replicas.nodes.get(0))
                .withOthers(List.of(replicas.settings(replicas.nodes.get(1)).endpoint()));
    }

    private Relay start(QueryableSink target) {
        Relay relay = new Relay(replicas.pool(), target, OutboxFixture.QUICK.withBatchSize(500), RelayListener.none());
        relay.start();
        return relay;
    }

    private void awaitServing(int node) {
        ClickHouseDatabase serving = replicas.nodes.get(node);
        await().atMost(SOON).until(() -> sink.description().contains(":" + serving.port() + "/"));
    }

    private void awaitProof() {
        await().atMost(SOON)
                .until(() -> sink.definition().contains("the same table")
                        && sink.definition()
                                .contains(":" + replicas.nodes.get(1).port()));
    }

    private void deliver(int node, int events) {
        OutboxFixture.publishTogether(postgres, events);
        OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(node), SOON);
    }

    /** What the first acknowledged right before it died may be on the first alone until it is back. */
    private void awaitAcknowledged(int events) {
        await().atMost(SOON)
                .until(() -> postgres.queryOne("SELECT max(total_rows) FROM postrider.relay_batch")
                                .equals(Integer.toString(events))
                        && postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                                .equals("0"));
    }

    private void assertOnceEverywhere() {
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KILL", "PAUSE"})
    void theNextReplicaTakesOverAndTheFirstServesAgainWhenItIsBack(Verb verb) {
        try (Relay relay = start(sink)) {
            deliver(0, 3_000);
            awaitProof();
            OutboxFixture.publishTogether(postgres, 3_000);
            Instant published = Instant.now();
            replicas.cluster.node(0, verb);
            long gone = System.nanoTime();
            OutboxFixture.publishTogether(postgres, 3_000);
            awaitServing(1);
            assertThat(relay.serving()).singleElement().satisfies(serving -> {
                assertThat(serving.endpoint())
                        .endsWith(":" + replicas.nodes.get(1).port());
                assertThat(serving.since()).isAfter(published);
                assertThat(serving.others())
                        .containsExactly(
                                new Serving.Other(bothServers().endpoint().toString(), true));
            });
            tell("after %s the next replica served in %d ms", verb, (System.nanoTime() - gone) / 1_000_000);
            awaitAcknowledged(9_000);
            assertThat(relay.status().currentOutage()).isEmpty();
        } finally {
            replicas.cluster.node(0, verb == Verb.KILL ? Verb.START : Verb.RESUME);
        }
        assertOnceEverywhere();
    }

    @Test
    void theFirstReplicaServesAgainWhenItIsBack() {
        try (Relay relay = start(sink)) {
            deliver(0, 1_000);
            awaitProof();
            replicas.cluster.node(0, Verb.KILL);
            deliver(1, 1_000);
            replicas.cluster.node(0, Verb.START);
            awaitServing(0);
            deliver(0, 1_000);
            assertThat(relay.status().currentOutage()).isEmpty();
        }
        assertOnceEverywhere();
    }

    /** It can't compare the two; the ledger knows that they were. In a new table there is nothing to compare yet. */
    @Test
    void aRelayThatStartsWhileTheFirstIsDownDeliversToTheNext() {
        try (Relay onNewTable = start(sink)) {
            deliver(0, 1_500);
            assertThat(onNewTable.status().currentOutage()).isEmpty();
        }
        try (Relay first = start(Sinks.create(bothServers()))) {
            deliver(0, 500);
            assertThat(first.status().currentOutage()).isEmpty();
        }
        replicas.cluster.node(0, Verb.KILL);
        try (Relay second = start(Sinks.create(bothServers()))) {
            deliver(1, 500);
            assertThat(second.status().currentOutage()).isEmpty();
        } finally {
            replicas.cluster.node(0, Verb.START);
        }
        assertOnceEverywhere();
    }

    /** Nothing tells whether it is a replica of the event log that the first has. */
    @Test
    void aServerThatWasNeverComparedDoesNotTakeOver() {
        replicas.cluster.node(0, Verb.KILL);
        try {
            assertThatThrownBy(sink::prepare).isInstanceOf(SinkException.class);
            assertThat(sink.description()).contains(":" + replicas.nodes.get(0).port() + "/");
        } finally {
            replicas.cluster.node(0, Verb.START);
        }
    }

    @Test
    void aServerThatWouldNotTakeOverIsTold() {
        replicas.nodes.get(1).execute("DROP TABLE event_log SYNC");
        try (Logged logged = Logged.begin();
                Relay relay = start(sink)) {
            deliver(0, 1_500);
            await().atMost(SOON)
                    .until(() -> logged.lines().stream()
                            .anyMatch(line ->
                                    line.contains("would not take over") && line.contains("has no such table")));
            assertThat(relay.status().currentOutage()).isEmpty();
        }
    }

    @Test
    void serversThatAreNoReplicasOfEachOtherAreRefusedWithBothAnswers() throws Exception {
        try (QueryableSink plain =
                Sinks.create(bothServers().withTable("kept_alone").withEngine(new TableEngine("MergeTree")))) {
            assertRefused(plain, "kept_alone", new TableEngine("MergeTree"), "which it keeps alone");
        }
        TableEngine elsewhere = new TableEngine("ReplicatedMergeTree('/clickhouse/elsewhere/{database}', '{replica}')");
        replicas.nodes.get(1).execute("DROP TABLE event_log SYNC");
        assertRefused(sink, "event_log", elsewhere, "at /clickhouse/elsewhere/");
    }

    private void assertRefused(QueryableSink refused, String table, TableEngine second, String answer)
            throws Exception {
        try (QueryableSink alone = Sinks.create(
                replicas.settings(replicas.nodes.get(1)).withTable(table).withEngine(second))) {
            alone.prepare();
        }
        assertThatThrownBy(refused::prepare)
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("not replicas of one event log")
                .hasMessageContaining(":" + replicas.nodes.get(0).port() + "/")
                .hasMessageContaining(":" + replicas.nodes.get(1).port() + "/")
                .hasMessageContaining(answer);
    }
}
