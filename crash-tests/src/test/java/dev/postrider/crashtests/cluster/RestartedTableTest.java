package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A replica's table is shut down and started again, as after each lost session with Keeper, while somebody asks it. */
@PostriderTest
@ResourceLock("cluster")
class RestartedTableTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    RestartedTableTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    @Test
    void aReplicaWhoseTableIsStartedAgainMeanwhileIsAskedAgain() throws Exception {
        ClickHouseDatabase node = replicas.nodes.get(1);
        ExecutorService asking = Executors.newSingleThreadExecutor();
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                ClickHouseSink second = replicas.sink(node)) {
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            replicas.awaitConvergence();
            replicas.stopFetches(1);
            OutboxFixture.publishTogether(postgres, 100);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);

            Future<VerifyReport> report = asking.submit(() -> new Verification(replicas.pool(), second.eventLog())
                    .run(new VerifyScope.All(), VerifyListener.none()));
            await().atMost(SOON)
                    .until(() -> node.queryOne(
                                    "SELECT count() FROM system.processes WHERE query LIKE 'SYSTEM SYNC REPLICA"
                                            + " %s.event_log%%'".formatted(node.name()))
                            .equals("1"));
            // its fetches go on with it
            node.execute("SYSTEM RESTART REPLICA event_log");

            assertThat(report.get(1, TimeUnit.MINUTES).totals().missing()).isZero();
        } finally {
            asking.shutdownNow();
            replicas.startFetches(1);
        }
        replicas.awaitConvergence();
        for (ClickHouseDatabase each : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, each, SOON);
        }
    }
}
