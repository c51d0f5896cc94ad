package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * ClickHouse's own points of failure, in the middle of an insert or of a fetch: an event is on every replica once. Each test shows that its
 * point was reached.
 */
@PostriderTest
@ResourceLock("cluster")
class FailpointTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String KEEPER_LOST_AFTER_COMMIT = "replicated_merge_tree_commit_zk_fail_after_op";
    private static final String KEEPER_LOST_WHILE_LOOKING =
            "replicated_merge_tree_commit_zk_fail_when_recovering_from_hw_fault";
    private static final String STOPS_BEFORE_NEXT_TRY = "replicated_merge_tree_insert_retry_pause";
    private static final String SLOW_COMMIT = "rmt_delay_commit_part";
    private static final String REPETITION_OF_A_FORGOTTEN_PART = "rmt_dedup_conflict_part_name_missing";
    private static final String FETCH_FAILS = "replicated_queue_fail_next_entry";
    private static final String FAILED_FETCHES_ARE_TRIED_AGAIN = "replicated_queue_unfail_entries";

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    FailpointTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        for (int node = 0; node < 2; node++) {
            for (String failpoint : List.of(
                    KEEPER_LOST_AFTER_COMMIT,
                    KEEPER_LOST_WHILE_LOOKING,
                    STOPS_BEFORE_NEXT_TRY,
                    SLOW_COMMIT,
                    REPETITION_OF_A_FORGOTTEN_PART,
                    FETCH_FAILS,
                    FAILED_FETCHES_ARE_TRIED_AGAIN)) {
                set(node, "DISABLE", failpoint);
            }
        }
        replicas.close();
    }

    private void set(int node, String verb, String failpoint) {
        replicas.nodes.get(node).execute("SYSTEM " + verb + " FAILPOINT " + failpoint);
    }

    /** One that strikes once ends itself. */
    private boolean hasStruck(int node, String failpoint) {
        return replicas.nodes
                .get(node)
                .queryOne("SELECT enabled FROM system.fail_points WHERE name = '" + failpoint + "'")
                .equals("0");
    }

    private Relay startOn(int port) {
        Relay relay = replicas.startRelay(
                replicas.settings(replicas.nodes.get(0).through(port)).withTimeout(Duration.ofSeconds(10)));
        OutboxFixture.publishTogether(postgres, 10);
        OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
        return relay;
    }

    private void awaitDelivery() {
        await().atMost(SOON)
                .until(() -> postgres.queryOne(
                                "SELECT max(total_rows) FROM postrider.relay_batch WHERE done_at IS NOT NULL")
                        .equals(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")));
    }

    private void assertOnceEverywhere() {
        awaitDelivery();
        await("the end of all inserts").atMost(SOON).until(() -> insertsAtWork() == 0);
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }

    private long insertsAtWork() {
        return Long.parseLong(replicas.nodes
                .get(0)
                .queryOne("SELECT count() FROM system.processes WHERE query_kind = 'Insert'"
                        + " AND current_database = currentDatabase()"));
    }

    private String attempts() {
        return postgres.queryOne("SELECT max(attempts) FROM postrider.relay_batch");
    }

    /** Whether Keeper has the part is not known when the insert gives up. */
    @Test
    void keeperThatIsLostAfterACommitAndWhileItIsLookedForStoresOnce() {
        try (Relay relay = startOn(replicas.ports().get(0))) {
            set(0, "ENABLE", KEEPER_LOST_WHILE_LOOKING);
            set(0, "ENABLE", KEEPER_LOST_AFTER_COMMIT);
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> hasStruck(0, KEEPER_LOST_AFTER_COMMIT));
            awaitDelivery();
            assertThat(attempts()).as("attempts").isNotEqualTo("1");
        }
        set(0, "DISABLE", KEEPER_LOST_WHILE_LOOKING);
        assertOnceEverywhere();
    }

    /** The first insert goes on when another replica has answered the second. */
    @Test
    void anInsertThatStopsAfterItsCommitAndGoesOnAfterAnotherReplicaTookItStoresOnce() {
        try (Balancer balancer = new Balancer(List.of(replicas.ports().get(0)));
                Relay relay = startOn(balancer.port())) {
            set(0, "ENABLE", STOPS_BEFORE_NEXT_TRY);
            set(0, "ENABLE", KEEPER_LOST_AFTER_COMMIT);
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> hasStruck(0, KEEPER_LOST_AFTER_COMMIT));
            assertThat(insertsAtWork()).isPositive();
            balancer.only(List.of(replicas.ports().get(1)));
            awaitDelivery();
            assertThat(insertsAtWork()).as("the first is still at work").isPositive();
            set(0, "DISABLE", STOPS_BEFORE_NEXT_TRY);
        }
        assertOnceEverywhere();
    }

    /** Both replicas are at work on it at once. */
    @Test
    void aSlowCommitThatAnotherReplicaOvertakesStoresOnce() {
        try (Balancer balancer = new Balancer(List.of(replicas.ports().get(0)));
                Relay relay = startOn(balancer.port())) {
            set(0, "ENABLE", SLOW_COMMIT);
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> insertsAtWork() > 0);
            balancer.only(List.of(replicas.ports().get(1)));
            awaitDelivery();
            set(0, "DISABLE", SLOW_COMMIT);
        }
        assertOnceEverywhere();
    }

    /** ClickHouse drops the repetition, though it can't name the part any more whose repetition it is. */
    @Test
    void aRepetitionOfAPartThatCantBeNamedIsDropped() {
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", replicas.ports().get(0));
                Relay relay = startOn(proxy.port())) {
            set(0, "ENABLE", REPETITION_OF_A_FORGOTTEN_PART);
            proxy.cutResponses();
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> replicas.count(0).equals("210"));
            proxy.passThrough();
            awaitDelivery();
            assertThat(attempts()).as("attempts").isNotEqualTo("1");
        }
        assertOnceEverywhere();
    }

    @Test
    void aReplicaWhoseFetchFailsIsAskedNothingUntilItHasMadeUpForIt() throws Exception {
        try (Relay relay = startOn(replicas.ports().get(0));
                ClickHouseSink second = ClickHouseSink.create(
                        replicas.settings(replicas.nodes.get(1)).withTimeout(Duration.ofSeconds(1)))) {
            String outbox = postgres.queryOne("SELECT outbox FROM postrider.outbox_origin");
            set(1, "ENABLE", FETCH_FAILS);
            OutboxFixture.publishTogether(postgres, 200);
            await().atMost(SOON).until(() -> hasStruck(1, FETCH_FAILS));
            assertThatThrownBy(() -> second.eventLog().highestId(outbox, 0))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("lags behind");
            set(1, "ENABLE", FAILED_FETCHES_ARE_TRIED_AGAIN);
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> second.eventLog().highestId(outbox, 0) == 210);
        }
        assertOnceEverywhere();
    }
}
