package dev.postrider.crashtests.cluster;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ClickHouseCluster;
import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/** An outbox, and an event log that all nodes of the cluster keep. A test that kills or stops something starts it again. */
final class Replicas implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(1);

    final ClickHouseCluster cluster;
    final List<ClickHouseDatabase> nodes;
    private final HikariDataSource pool;

    Replicas(PostgresDatabase postgres) {
        this.cluster = ClickHouseCluster.configured()
                .orElseThrow(
                        () -> new TestAbortedException(
                                "no ClickHouse cluster: POSTRIDER_TEST_CLICKHOUSE_CLUSTER is not set; see docs/crash-tests.md"));
        this.nodes = cluster.newDatabases();
        this.pool = OutboxFixture.pool(postgres);
        OutboxFixture.makeOutbox(postgres);
        nodes.forEach(this::awaitTable);
    }

    /** Makes the node's table. A Keeper that the test before killed answers a while after its process does. */
    private void awaitTable(ClickHouseDatabase node) {
        try (ClickHouseSink sink = sink(node)) {
            Awaitility.await("the event log of " + node.name() + " can be made")
                    .atMost(SOON)
                    .ignoreExceptionsInstanceOf(SinkException.class)
                    .until(() -> {
                        sink.prepare();
                        return true;
                    });
        }
    }

    HikariDataSource pool() {
        return pool;
    }

    ClickHouseSettings settings(ClickHouseDatabase node) {
        return OutboxFixture.settings(node)
                .withEngine(new TableEngine("ReplicatedMergeTree('/clickhouse/tables/{shard}/" + node.name()
                        + "/event_log', '{replica}')"));
    }

    ClickHouseSink sink(ClickHouseDatabase node) {
        return ClickHouseSink.create(settings(node));
    }

    Balancer balancer() {
        return new Balancer(ports());
    }

    List<Integer> ports() {
        return nodes.stream().map(ClickHouseDatabase::port).toList();
    }

    /** For a relay that knows all of them, each at the port that stands for it. */
    ClickHouseSettings ofAllNodes(List<Integer> ports) {
        List<ClickHouseSettings> each = IntStream.range(0, nodes.size())
                .mapToObj(node -> settings(nodes.get(node).through(ports.get(node))))
                .toList();
        return each.get(0)
                .withOthers(
                        each.stream().skip(1).map(ClickHouseSettings::endpoint).toList());
    }

    Relay startRelay(ClickHouseSettings target) {
        return startRelay(target, 500);
    }

    Relay startRelay(ClickHouseSettings target, int batchSize) {
        Relay relay = new Relay(
                pool, Sinks.create(target), OutboxFixture.QUICK.withBatchSize(batchSize), RelayListener.none());
        relay.start();
        return relay;
    }

    void stopFetches(int node) {
        nodes.get(node).execute("SYSTEM STOP FETCHES event_log");
    }

    void startFetches(int node) {
        nodes.get(node).execute("SYSTEM START FETCHES event_log");
    }

    String count(int node) {
        return nodes.get(node).queryOne("SELECT count() FROM event_log");
    }

    /** How many parts a node reads and may drop again. */
    long partsInDoubt(int node) {
        return Long.parseLong(nodes.get(node)
                .queryOne("SELECT sum(parts_to_check) FROM system.replicas WHERE database = currentDatabase()"));
    }

    /** Ends a node and starts it again: then it drops what it read and no other has. */
    void restart(int node) {
        cluster.node(node, Verb.KILL);
        cluster.node(node, Verb.START);
    }

    /** Ends a node and removes all that it stored: only where that is in a temporary folder, as of a cluster made for the tests. */
    void loseDisk(int node) {
        Path data = Path.of(nodes.get(node).queryOne("SELECT path FROM system.disks WHERE name = 'default'"));
        if (!Files.isWritable(data) || !data.startsWith(System.getProperty("java.io.tmpdir"))) {
            throw new TestAbortedException("the data of " + nodes.get(node).url() + " is not removed, as it is not in "
                    + System.getProperty("java.io.tmpdir") + " of this machine: " + data);
        }
        cluster.node(node, Verb.KILL);
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(Replicas::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a node whose disk was lost and makes its replica anew, as an operator does, with the help of the last node. */
    void comeBackEmpty(int node) {
        cluster.node(node, Verb.START);
        ClickHouseDatabase empty = nodes.get(node);
        ClickHouseDatabase other = nodes.get(nodes.size() - 1);
        Awaitility.await("the replica of the lost disk can be forgotten")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> {
                    other.execute("SYSTEM DROP REPLICA 'n" + (node + 1) + "' FROM TABLE event_log");
                    return true;
                });
        cluster.makeDatabaseAgain(node, empty.name());
        awaitTable(empty);
    }

    /** Waits until each node has everything the others have. */
    void awaitConvergence() {
        awaitConvergence(SOON);
    }

    void awaitConvergence(Duration within) {
        for (int node = 0; node < nodes.size(); node++) {
            ClickHouseDatabase replica = nodes.get(node);
            Awaitility.await("node " + (node + 1) + " has caught up")
                    .atMost(within)
                    .ignoreExceptions()
                    .until(() -> {
                        replica.execute("SYSTEM SYNC REPLICA event_log");
                        return true;
                    });
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
