package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.clickhouse.client.api.Client;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.PassingSink;
import dev.postrider.relay.Relay;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.query.CurrentReplica;
import dev.postrider.relay.sink.server.Quorum;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseCluster.Verb;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One fault at a time on a replicated ClickHouse: an event is on every replica once, and no report calls missing what another has. */
@PostriderTest
@ResourceLock("cluster")
class ReplicasTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    ReplicasTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    private void assertOnceEverywhere() {
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }

    private void publishOverMonths(int count) {
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test',"
                + " timestamptz '2026-01-15Z' + (i %% 36) * interval '1 month')) FROM generate_series(1, %d) i"
                        .formatted(count));
    }

    @Test
    void aLostReplyAtOneReplicaAndASecondTryAtAnotherThatHasNotFetchedStoreOnce() {
        replicas.stopFetches(1);
        try (FaultProxy first = FaultProxy.to("127.0.0.1", replicas.ports().get(0));
                Balancer balancer = new Balancer(List.of(first.port()));
                Relay relay = replicas.startRelay(
                        replicas.settings(replicas.nodes.get(0).through(balancer.port())))) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            first.cutResponses();
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> replicas.count(0).equals("210"));

            balancer.only(List.of(replicas.ports().get(1)));
            await().atMost(SOON)
                    .until(() -> postgres.queryOne(
                                    "SELECT max(total_rows) FROM postrider.relay_batch WHERE done_at IS NOT NULL")
                            .equals("210"));
            assertThat(replicas.count(1)).isEqualTo("0");
        } finally {
            replicas.startFetches(1);
        }
        assertOnceEverywhere();
    }

    @Test
    void verifyAndRepairOfAReplicaThatLagsBehindCallNothingMissingAndDoubleNothing() throws Exception {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink second = ClickHouseSink.create(
                        replicas.settings(replicas.nodes.get(1)).withTimeout(Duration.ofSeconds(1)))) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.awaitConvergence();
            assertThat(verify(second).totals().missing()).isZero();

            replicas.stopFetches(1);
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertThatThrownBy(() -> verify(second))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("lags behind its other replicas");
            assertThatThrownBy(() -> new Repair(replicas.pool(), second)
                            .run(new VerifyScope.All(), false, VerifyListener.none()))
                    .hasStackTraceContaining("lags behind its other replicas");

            replicas.startFetches(1);
            assertThat(verify(second).totals().missing()).isZero();
        }
        assertOnceEverywhere();
    }

    private VerifyReport verify(ClickHouseSink sink) throws Exception {
        return new Verification(replicas.pool(), sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
    }

    @Test
    void aUserWhoMayNotLetAReplicaCatchUpGetsNoAnswerOfOneThatLagsBehindEither() throws Exception {
        ClickHouseDatabase node = replicas.nodes.get(1);
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                Client reader = new Client.Builder()
                        .addEndpoint(node.url().toString())
                        .setUsername(node.user())
                        .setPassword(node.password())
                        .setDefaultDatabase(node.name())
                        .serverSetting("readonly", "2")
                        .build()) {
            CurrentReplica replica = new CurrentReplica(reader, replicas.settings(node));
            CurrentReplica.Question<Long> count =
                    session -> reader.queryAll("SELECT toInt64(count()) AS n FROM event_log", session)
                            .get(0)
                            .getLong("n");
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertThat(replica.ask(SOON, count)).isEqualTo(100);

            replicas.stopFetches(1);
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertThatThrownBy(() -> replica.ask(Duration.ofSeconds(1), count))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("1 parts not fetched");

            replicas.startFetches(1);
            assertThat(replica.ask(SOON, count)).isEqualTo(200);
        }
    }

    @Test
    void theDoctorTellsWhetherAReplicaHasEverythingLagsBehindOrIsCutOff() throws Exception {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink second = replicas.sink(replicas.nodes.get(1))) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.awaitConvergence();
            assertThat(replicaFindings(second)).anyMatch(what -> what.contains("has everything, and all "));

            replicas.stopFetches(1);
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertThat(replicaFindings(second)).anyMatch(what -> what.contains("lags behind: "));
            replicas.startFetches(1);

            replicas.cluster.keeper(Verb.KILL);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(replicaFindings(second)).anyMatch(what -> what.contains("takes no events: ")));
            replicas.cluster.keeper(Verb.START);
        }
        assertOnceEverywhere();
    }

    private List<String> replicaFindings(ClickHouseSink sink) {
        return new Doctor(replicas.pool(), sink.eventLog().facts(), DoctorLimits.defaults())
                .check().findings().stream()
                        .filter(finding -> finding.id().equals("event_log.replica"))
                        .map(Finding::what)
                        .toList();
    }

    @Test
    void aRealGapIsFoundAtAnyReplicaAndRepairedOnce() throws Exception {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink second = replicas.sink(replicas.nodes.get(1))) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.nodes
                    .get(0)
                    .execute("ALTER TABLE event_log DELETE WHERE event_id % 10 = 0 SETTINGS mutations_sync = 2");
            assertThat(verify(second).totals().missing()).isEqualTo(10);

            RepairReport report =
                    new Repair(replicas.pool(), second).run(new VerifyScope.All(), false, VerifyListener.none());

            assertThat(report.remaining().missing()).isZero();
        }
        assertOnceEverywhere();
    }

    @Test
    void keeperThatDiesInTheMiddleOfInsertsOverManyPartitionsAltersNothing() {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)))) {
            for (int kill = 0; kill < 3; kill++) {
                killKeeperInTheMiddleOfAnInsert();
                await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
                replicas.cluster.keeper(Verb.START);
                await().atMost(SOON).until(() -> relay.status().currentOutage().isEmpty());
            }
            awaitNothingUnderWay();
        }
        restartAllNodes();
        assertOnceEverywhere();
    }

    /**
     * An insert that loses Keeper in the middle of a part leaves it behind: for five minutes its replica reads what nobody else has, and
     * then drops it.
     */
    @Test
    void whatAReplicaReadsButMayDropAgainIsNotTakenForStored() throws Exception {
        ClickHouseDatabase first = replicas.nodes.get(0);
        try (Relay relay = replicas.startRelay(replicas.settings(first));
                ClickHouseSink sink = replicas.sink(first)) {
            for (int kill = 0; kill < 12 && replicas.partsInDoubt(0) == 0; kill++) {
                killKeeperInTheMiddleOfAnInsert();
                await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
                replicas.cluster.keeper(Verb.START);
                await().atMost(SOON).until(() -> relay.status().currentOutage().isEmpty());
            }
            assertThat(replicas.partsInDoubt(0)).isPositive();
            awaitNothingUnderWay();
            String outbox = postgres.queryOne("SELECT outbox FROM postrider.outbox_origin");
            // Before that it works off what came meanwhile.
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> sink.eventLog().highestId(outbox, 0))
                                    .isInstanceOf(SinkException.class)
                                    .hasMessageContaining("it does not know yet whether"));
            assertThat(replicaFindings(sink)).anyMatch(what -> what.contains("it does not know yet whether"));
        }
        restartAllNodes();
        assertOnceEverywhere();
    }

    private void killKeeperInTheMiddleOfAnInsert() {
        publishOverMonths(3_000);
        await().atMost(SOON)
                .until(() -> !postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NULL")
                        .equals("0"));
        replicas.cluster.keeper(Verb.KILL);
        publishOverMonths(600);
    }

    private void awaitNothingUnderWay() {
        await().atMost(SOON)
                .until(() -> postgres.queryOne("SELECT max(total_rows) FROM postrider.relay_batch")
                        .equals(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")));
    }

    /** Parts in doubt are dropped then. */
    private void restartAllNodes() {
        for (int node = 0; node < replicas.nodes.size(); node++) {
            replicas.restart(node);
        }
    }

    /** Some of its partitions may have been stored before. */
    @Test
    void anInsertThatFindsTheTableReadOnlyIsUnknown() {
        Queue<SendOutcome> outcomes = new ConcurrentLinkedQueue<>();
        try (PassingSink sink = new PassingSink(replicas.sink(replicas.nodes.get(0))) {
                    @Override
                    public SendOutcome send(EncodedBatch batch) {
                        SendOutcome outcome = super.send(batch);
                        outcomes.add(outcome);
                        return outcome;
                    }
                };
                Relay relay = new Relay(replicas.pool(), sink, OutboxFixture.QUICK, RelayListener.none())) {
            relay.start();
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.cluster.keeper(Verb.KILL);
            await().atMost(SOON)
                    .until(() -> replicas.nodes
                            .get(0)
                            .queryOne("SELECT is_readonly FROM system.replicas WHERE database = currentDatabase()")
                            .equals("1"));
            OutboxFixture.publishTogether(postgres, 10);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(outcomes)
                            .filteredOn(outcome -> outcome instanceof SendOutcome.Failed failed && failed.code() == 242)
                            .isNotEmpty()
                            .allMatch(outcome -> outcome instanceof SendOutcome.Unknown));
        } finally {
            replicas.cluster.keeper(Verb.START);
        }
    }

    /** A client with several connections asks one replica after the other. */
    @Test
    void theRequestsOfAQuestionReachOneReplicaThoughABalancerGivesEachConnectionAnother() throws Exception {
        try (Balancer balancer = replicas.balancer();
                Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink sink = replicas.sink(replicas.nodes.get(0).through(balancer.port()))) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            String outbox = postgres.queryOne("SELECT outbox FROM postrider.outbox_origin");
            Callable<Set<Long>> asking = () -> {
                Set<Long> answers = new HashSet<>();
                for (int i = 0; i < 30; i++) {
                    answers.add(sink.eventLog().highestId(outbox, 0));
                }
                return answers;
            };
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (Future<Set<Long>> answers : threads.invokeAll(Collections.nCopies(4, asking))) {
                    assertThat(answers.get()).containsExactly(100L);
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"replicated_merge_tree_commit_zk_fail_after_op", "replicated_merge_tree_insert_quorum_fail_0"})
    void aCommitThatSucceededAndWasToldAsFailedStoresOnce(String failpoint) {
        try (Relay relay =
                replicas.startRelay(replicas.settings(replicas.nodes.get(0)).withQuorum(new Quorum("2", true)))) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.nodes.get(0).execute("SYSTEM ENABLE FAILPOINT " + failpoint);
            publishOverMonths(600);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
        } finally {
            replicas.nodes.get(0).execute("SYSTEM DISABLE FAILPOINT " + failpoint);
        }
        assertOnceEverywhere();
    }

    @Test
    void aQuorumThatIsNotReachedIsWaitedForAndTheSecondTryStoresOnce() {
        replicas.stopFetches(1);
        try (Balancer balancer = new Balancer(List.of(replicas.ports().get(0)));
                Relay relay = replicas.startRelay(
                        replicas.settings(replicas.nodes.get(0).through(balancer.port()))
                                .withTimeout(Duration.ofSeconds(2))
                                .withQuorum(new Quorum(Integer.toString(replicas.nodes.size()), true)))) {
            OutboxFixture.publishTogether(postgres, 100);
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            assertThat(replicas.count(0)).isEqualTo("100");

            balancer.only(List.of(replicas.ports().get(1)));
            replicas.startFetches(1);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(1), SOON);
        }
        assertOnceEverywhere();
    }
}
