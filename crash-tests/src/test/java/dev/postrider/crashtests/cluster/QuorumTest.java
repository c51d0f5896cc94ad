package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.Quorum;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A replica's disk is lost, with what no other replica has fetched: what was acknowledged, what is found missing, what comes back. */
@PostriderTest
@ResourceLock("cluster")
class QuorumTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    QuorumTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    private String acknowledged() {
        return postgres.queryOne(
                "SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch WHERE done_at IS NOT NULL");
    }

    private VerifyReport verify(ClickHouseSink sink) throws Exception {
        return new Verification(replicas.pool(), sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
    }

    private void stopOtherFetches() {
        for (int other = 1; other < replicas.nodes.size(); other++) {
            replicas.stopFetches(other);
        }
    }

    private void startOtherFetches() {
        for (int other = 1; other < replicas.nodes.size(); other++) {
            replicas.startFetches(other);
        }
    }

    private void assertOnceEverywhere() {
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }

    @Test
    void withoutAQuorumAnAcknowledgedBatchIsLostWithItsReplicaAndARepairBringsItBack() throws Exception {
        try (ClickHouseSink second = replicas.sink(replicas.nodes.get(1))) {
            try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)))) {
                stopOtherFetches();
                OutboxFixture.publishTogether(postgres, 200);
                await().atMost(SOON).until(() -> acknowledged().equals("200"));
            }
            replicas.loseDisk(0);
            startOtherFetches();
            replicas.comeBackEmpty(0);
            replicas.awaitConvergence();
            assertThat(verify(second).totals().missing()).isEqualTo(200);

            RepairReport report =
                    new Repair(replicas.pool(), second).run(new VerifyScope.All(), false, VerifyListener.none());

            assertThat(report.remaining().missing()).isZero();
        }
        assertOnceEverywhere();
    }

    @Test
    void withAQuorumWhatIsAcknowledgedOutlivesItsReplica() throws Exception {
        try (ClickHouseSink second = replicas.sink(replicas.nodes.get(1))) {
            try (Relay relay =
                    replicas.startRelay(replicas.settings(replicas.nodes.get(0)).withQuorum(new Quorum("2", true)))) {
                OutboxFixture.publishTogether(postgres, 200);
                await().atMost(SOON).until(() -> acknowledged().equals("200"));
                replicas.loseDisk(0);
            }
            replicas.comeBackEmpty(0);
            assertThat(verify(second).totals().missing()).isZero();
        }
        assertOnceEverywhere();
    }

    /** Nothing was acknowledged. The second try is dropped as a repetition, and that says nothing any more. */
    @Test
    void aBatchThatIsLostBeforeItsQuorumWasReachedIsDeliveredAgain() {
        try (Balancer balancer = new Balancer(List.of(replicas.ports().get(0)));
                Relay relay = replicas.startRelay(
                        replicas.settings(replicas.nodes.get(0).through(balancer.port()))
                                .withTimeout(Duration.ofSeconds(5))
                                .withQuorum(new Quorum("2", true)))) {
            stopOtherFetches();
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> replicas.count(0).equals("200"));
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            replicas.loseDisk(0);
            balancer.only(replicas.ports().subList(1, replicas.ports().size()));
            startOtherFetches();
            replicas.comeBackEmpty(0);
            await().atMost(SOON).until(() -> acknowledged().equals("200"));
        }
        assertOnceEverywhere();
    }

    /** The last replica drops each further try as a repetition of what nobody has any more; it forgets it when it is told to. */
    @Test
    void aBatchWhoseReplyAndWholeQuorumAreLostIsKeptUntilTheReplicasTakeItAgain() {
        int last = replicas.nodes.size() - 1;
        try (FaultProxy first = FaultProxy.to("127.0.0.1", replicas.ports().get(0));
                Balancer balancer = new Balancer(List.of(first.port()));
                Relay relay = replicas.startRelay(
                        replicas.settings(replicas.nodes.get(0).through(balancer.port()))
                                .withQuorum(new Quorum(Integer.toString(last), true)))) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.awaitConvergence();
            replicas.stopFetches(last);
            first.cutResponses();
            OutboxFixture.publishTogether(postgres, 190);
            for (int node = 0; node < last; node++) {
                int fetching = node;
                await().atMost(SOON).until(() -> replicas.count(fetching).equals("200"));
            }
            balancer.only(replicas.ports().subList(last, last + 1));
            for (int node = 0; node < last; node++) {
                replicas.loseDisk(node);
            }
            replicas.startFetches(last);
            for (int node = 0; node < last; node++) {
                replicas.comeBackEmpty(node);
            }
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("have lost some of it"))
                            .isPresent());
            assertThat(acknowledged()).isEqualTo("10");
            // They look for what they may forget every half minute or so; here at once.
            for (ClickHouseDatabase node : replicas.nodes) {
                node.execute("ALTER TABLE event_log MODIFY SETTING replicated_deduplication_window_seconds = 1,"
                        + " cleanup_delay_period = 1, max_cleanup_delay_period = 1");
            }
            await().atMost(SOON).until(() -> acknowledged().equals("200"));
        }
        assertOnceEverywhere();
    }
}
