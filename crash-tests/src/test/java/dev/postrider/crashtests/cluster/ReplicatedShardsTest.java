package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.Shards;
import dev.postrider.relay.sink.ShardedSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Two shards on a cluster: the first is kept by two replicas, the second by one node. */
@PostriderTest
@ResourceLock("cluster")
class ReplicatedShardsTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final List<String> TABLES = List.of("first_shard", "first_shard", "second_shard");

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    ReplicatedShardsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    /** A table on each node, under the same name as everywhere, and with the path of its shard. */
    @BeforeEach
    void makeTables() throws Exception {
        Assumptions.assumeTrue(replicas.nodes.size() >= 3, "two shards of which one has two replicas need three nodes");
        for (int node = 0; node < 3; node++) {
            try (var sink = Sinks.create(settings(node))) {
                sink.prepare();
            }
        }
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    private ClickHouseSettings settings(int node) {
        ClickHouseDatabase database = replicas.nodes.get(node);
        return OutboxFixture.settings(database)
                .withTable("part_of_log")
                .withEngine(new TableEngine("ReplicatedMergeTree('/clickhouse/tables/" + database.name() + "/"
                        + TABLES.get(node) + "', '{replica}')"));
    }

    private ClickHouseSettings shards() {
        return settings(0)
                .withOthers(List.of(settings(1).endpoint()))
                .withFurtherShards(List.of(List.of(settings(2).endpoint())));
    }

    private List<Long> stored(int node) {
        return replicas.nodes.get(node).query("SELECT event_id FROM part_of_log ORDER BY event_id").stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    private List<Long> belongingOn(int shard) {
        List<Long> ids = new ArrayList<>();
        postgres.query("SELECT id FROM postrider.event_outbox ORDER BY id")
                .forEach(row -> ids.add(Long.valueOf(String.valueOf(row.get(0)))));
        ids.removeIf(id -> Shards.of(id, 2) != shard);
        return ids;
    }

    private void awaitEachOnItsShard() {
        for (int node : new int[] {0, 1, 2}) {
            await("node " + (node + 1) + " has the events of its shard")
                    .atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> stored(node).equals(belongingOn(node == 2 ? 1 : 0)));
        }
    }

    private Relay start() {
        return replicas.startRelay(shards(), 200);
    }

    private void publish() {
        IntStream.range(0, 5).forEach(i -> OutboxFixture.publishTogether(postgres, 300));
    }

    @Test
    void haveEachEventOnceWhateverNodeDiesAndKeeperToo() throws Exception {
        try (Relay relay = start()) {
            publish();
            awaitEachOnItsShard();
            await("the second replica may take over")
                    .atMost(SOON)
                    .until(() -> relay.serving()
                            .get(0)
                            .isProven(replicas.nodes.get(1).url().toString()));

            replicas.cluster.node(0, Verb.KILL);
            publish();
            await("the other replica of the first shard serves")
                    .atMost(SOON)
                    .until(() -> stored(1).equals(belongingOn(0)) && stored(2).equals(belongingOn(1)));
            replicas.cluster.node(0, Verb.START);
            awaitEachOnItsShard();

            replicas.cluster.node(2, Verb.KILL);
            publish();
            await("the first shard goes on without the second")
                    .atMost(SOON)
                    .until(() -> stored(0).equals(belongingOn(0)));
            replicas.cluster.node(2, Verb.START);
            awaitEachOnItsShard();

            replicas.cluster.keeper(Verb.KILL);
            publish();
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            replicas.cluster.keeper(Verb.START);
            awaitEachOnItsShard();
        }
        try (ShardedSink sink = (ShardedSink) Sinks.create(shards())) {
            VerifyReport report = new Verification(replicas.pool(), sink.eventLog())
                    .run(new VerifyScope.All(), VerifyListener.none());
            assertThat(report.isClean()).isTrue();
            assertThat(report.events()).isEqualTo(6_000);
        }
    }

    /** Nothing says of two nodes that the lists are in each other's place but what their tables are. */
    @Test
    void areRefusedWhereAReplicaIsNamedWithAnotherShard() {
        ClickHouseSettings mixed = settings(0)
                .withOthers(List.of(settings(2).endpoint()))
                .withFurtherShards(List.of(List.of(settings(1).endpoint())));
        try (Relay relay = replicas.startRelay(mixed, 200)) {
            OutboxFixture.publishTogether(postgres, 10);
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("part_of_log"))
                            .isPresent());
            assertThat(stored(0)).isEmpty();
            assertThat(stored(1)).isEmpty();
            assertThat(stored(2)).isEmpty();
        }
    }
}
