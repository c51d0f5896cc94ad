package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas that remember no insert. Behind a balancer nobody can tell whether another replica is still at work on one: sent again, its
 * events would be there twice.
 */
@PostriderTest
@ResourceLock("cluster")
class NoWindowTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int EVENTS = 20;
    private static final String WINDOW = "replicated_deduplication_window = 10000";

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    NoWindowTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    /** Each node's table is slow enough that its connection can be cut in the middle of an insert. */
    private void makeSlowTables(String setting) {
        for (ClickHouseDatabase node : replicas.nodes) {
            node.execute("DROP TABLE event_log SYNC");
        }
        for (ClickHouseDatabase node : replicas.nodes) {
            node.execute("""
                    CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                      event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String,
                      slow UInt8 MATERIALIZED sleep(3))
                    ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/%s/slow_event_log', '{replica}') ORDER BY event_id
                    SETTINGS %s""".formatted(node.name(), setting));
        }
    }

    private static boolean isAtWork(ClickHouseDatabase node) {
        return !node.queryOne("SELECT count() FROM system.processes WHERE query_kind = 'Insert'"
                        + " AND current_database = currentDatabase()")
                .equals("0");
    }

    /** With a window it is stored once; without one that was 40 rows of 20 events. */
    @Test
    void anInsertThatOneReplicaIsAtWorkOnAndABalancerSendsToAnotherIsStoredOnce() {
        makeSlowTables(WINDOW);
        try (Balancer balancer = new Balancer(List.of(replicas.ports().get(0)));
                Relay relay = replicas.startRelay(
                        replicas.settings(replicas.nodes.get(0).through(balancer.port())))) {
            OutboxFixture.publishTogether(postgres, EVENTS);
            await().atMost(SOON).until(() -> isAtWork(replicas.nodes.get(0)));
            balancer.only(List.of(replicas.ports().get(1)));
            awaitDelivery();
            assertOnceEverywhere();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicated_deduplication_window = 0", "replicated_deduplication_window_seconds = 0"})
    void replicasThatRememberNothingAreRefusedUntilTheDoctorsStatementMendsThem(String setting) throws Exception {
        makeSlowTables(setting);
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink sink = replicas.sink(replicas.nodes.get(0))) {
            OutboxFixture.publishTogether(postgres, EVENTS);
            awaitRefusal(relay);
            assertThat(replicas.count(0)).isEqualTo("0");

            Finding finding = window(sink);
            assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(finding.what()).contains("no deduplication window");
            mend(finding);
            assertThat(window(sink).severity()).isEqualTo(Severity.OK);
            awaitDelivery();
        }
        assertOnceEverywhere();
    }

    @Test
    void aWindowThatIsTakenAwayUnderWayStopsDelivery() throws Exception {
        makeSlowTables(WINDOW);
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink sink = replicas.sink(replicas.nodes.get(0))) {
            OutboxFixture.publishTogether(postgres, EVENTS);
            awaitDelivery();
            replicas.nodes.get(0).execute("ALTER TABLE event_log MODIFY SETTING replicated_deduplication_window = 0");
            // What it knows of the table may be two seconds old.
            await().atMost(SOON).until(() -> {
                OutboxFixture.publishTogether(postgres, 1);
                return isRefused(relay);
            });
            mend(window(sink));
            awaitDelivery();
        }
        assertOnceEverywhere();
    }

    private Finding window(ClickHouseSink sink) throws Exception {
        return new Doctor(replicas.pool(), sink.eventLog().facts(), DoctorLimits.defaults())
                .check().findings().stream()
                        .filter(finding -> finding.id().equals("event_log.window"))
                        .findFirst()
                        .orElseThrow();
    }

    /** Each replica has settings of its own. */
    private void mend(Finding finding) {
        replicas.nodes.forEach(node -> node.execute(String.valueOf(finding.remedy())));
    }

    private static void awaitRefusal(Relay relay) {
        await().atMost(SOON).until(() -> isRefused(relay));
    }

    private static boolean isRefused(Relay relay) {
        return relay.status()
                .currentOutage()
                .filter(outage -> outage.reason().contains("remembers no inserts")
                        && outage.reason().contains("MODIFY SETTING replicated_deduplication_window = 10000"))
                .isPresent();
    }

    private void awaitDelivery() {
        await().atMost(SOON)
                .until(() -> postgres.queryOne(
                                "SELECT COALESCE(max(total_rows), 0) FROM postrider.relay_batch WHERE done_at IS NOT NULL")
                        .equals(postgres.queryOne("SELECT count(*) FROM postrider.event_outbox")));
    }

    private void assertOnceEverywhere() {
        await("the end of all inserts")
                .atMost(SOON)
                .until(() -> replicas.nodes.stream().noneMatch(NoWindowTest::isAtWork));
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }
}
