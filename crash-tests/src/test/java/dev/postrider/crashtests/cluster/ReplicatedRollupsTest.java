package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A rollup that replicas keep beside the event log, made with the SQL that {@code postrider views} prints. */
@PostriderTest
@ResourceLock("cluster")
class ReplicatedRollupsTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Rollup ROLLUP = Rollup.DAY;

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    ReplicatedRollupsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    private void makeRollup() throws SinkException {
        for (ClickHouseDatabase node : replicas.nodes) {
            try (ClickHouseSink sink = replicas.sink(node)) {
                LogShape log = sink.eventLog().views().shape();
                String table = ROLLUP.table(log);
                node.execute(ROLLUP.createTable(log, table, ROLLUP.comment(log)));
                node.execute(ROLLUP.createView(log, ROLLUP.view(log), table));
            }
        }
    }

    private VerifyReport verify(int node) throws Exception {
        try (ClickHouseSink sink = ClickHouseSink.create(
                replicas.settings(replicas.nodes.get(node)).withTimeout(Duration.ofSeconds(1)))) {
            return new Verification(replicas.pool(), sink.eventLog()).run(new VerifyScope.All(), VerifyListener.none());
        }
    }

    private static void assertExact(VerifyReport report) {
        assertThat(report.viewsAreClean()).isTrue();
        assertThat(report.views())
                .singleElement()
                .satisfies(view -> assertThat(view.rollup()).isEqualTo("event_log_by_day"))
                .satisfies(view -> assertThat(view.flaw()).isNull())
                .satisfies(view -> assertThat(view.unsettled()).isZero());
    }

    @Test
    void isCalledNeitherRightNorWrongByAReplicaThatHasNotFetchedIt() throws Exception {
        makeRollup();
        ClickHouseDatabase second = replicas.nodes.get(1);
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)))) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertExact(verify(1));

            second.execute("SYSTEM STOP FETCHES event_log_by_day");
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            await("the event log is fetched").atMost(SOON).until(() -> replicas.count(1), "200"::equals);
            assertThatThrownBy(() -> verify(1))
                    .isInstanceOf(SinkException.class)
                    .hasMessageContaining("event_log_by_day lags behind its other replicas");

            second.execute("SYSTEM START FETCHES event_log_by_day");
            assertExact(verify(1));
            assertThat(second.queryOne("SELECT sum(events) FROM event_log_by_day"))
                    .isEqualTo("200");
        }
    }
}
