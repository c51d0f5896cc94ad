package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.outbox.await.Delivery.Delivered;
import dev.postrider.outbox.await.DeliveryWatch;
import dev.postrider.outbox.await.NotDelivered.Awaited;
import dev.postrider.outbox.await.NotDelivered.TimedOut;
import dev.postrider.relay.Relay;
import dev.postrider.relay.await.Queryability;
import dev.postrider.relay.await.Queryability.NotQueryable;
import dev.postrider.relay.await.Queryability.Queryable;
import dev.postrider.relay.await.QueryableWatch;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An event can be queried when every replica that was named has it, and not before. */
@PostriderTest
@ResourceLock("cluster")
class QueryableReplicasTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int ROUNDS = 20;
    private static final Outbox OUTBOX = Outbox.create(OutboxSettings.defaults());

    private final PostgresDatabase postgres;
    private final Replicas replicas;

    QueryableReplicasTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
    }

    @AfterEach
    void close() {
        replicas.close();
    }

    private PublishedEvent publish() throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            PublishedEvent event = OUTBOX.publishTracked(connection, Event.of("thing_happened", "{}"));
            connection.commit();
            return event;
        }
    }

    private void assertOnEachNode(PublishedEvent event) {
        assertThat(replicas.nodes)
                .allSatisfy(node -> assertThat(
                                node.queryOne("SELECT count() FROM event_log WHERE event_id = " + event.id()))
                        .as("%s on %s", event, node.url())
                        .isEqualTo("1"));
    }

    @Test
    void isNotQueryableWhileAReplicaThatWasNamedLagsBehind() throws Exception {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                DeliveryWatch delivery = new DeliveryWatch(replicas.pool());
                QueryableWatch first = QueryableWatch.of(replicas.pool(), replicas.settings(replicas.nodes.get(0)));
                QueryableWatch all = QueryableWatch.of(replicas.pool(), replicas.ofAllNodes(replicas.ports()))) {
            PublishedEvent event;
            CompletableFuture<Queryability> waiting;
            replicas.stopFetches(1);
            try {
                event = publish();
                assertThat(delivery.awaitDelivered(event, SOON)).isInstanceOf(Delivered.class);
                assertThat(first.awaitQueryable(event, SOON)).isInstanceOf(Queryable.class);
                assertThat(all.awaitQueryable(event, Duration.ofSeconds(3)))
                        .isInstanceOfSatisfying(
                                NotQueryable.class,
                                not -> assertThat(not.why()).isInstanceOfSatisfying(TimedOut.class, timedOut -> {
                                    assertThat(timedOut.awaited()).isEqualTo(Awaited.REPLICAS);
                                    assertThat(timedOut.reason())
                                            .contains(
                                                    replicas.nodes.get(1).url().toString());
                                }));
                waiting = all.queryable(event, SOON);
            } finally {
                replicas.startFetches(1);
            }
            assertThat(waiting.get())
                    .isInstanceOfSatisfying(
                            Queryable.class,
                            queryable -> assertThat(queryable.replicas()).hasSameSizeAs(replicas.nodes));
            assertOnEachNode(event);
            assertThat(relay.status().outage()).isNull();
        }
    }

    @Test
    void isOnEveryReplicaAtTheMomentOfTheAnswerWhileTheyFetchNowAndThen() throws Exception {
        try (Relay relay = replicas.startRelay(replicas.settings(replicas.nodes.get(0)));
                QueryableWatch all = QueryableWatch.of(replicas.pool(), replicas.ofAllNodes(replicas.ports()))) {
            for (int round = 0; round < ROUNDS; round++) {
                int node = 1 + round % (replicas.nodes.size() - 1);
                CompletableFuture<Queryability> waiting;
                PublishedEvent event;
                replicas.stopFetches(node);
                try {
                    event = publish();
                    waiting = all.queryable(event, SOON);
                    assertThat(all.awaitQueryable(publish(), Duration.ZERO)).isInstanceOf(NotQueryable.class);
                } finally {
                    replicas.startFetches(node);
                }
                assertThat(waiting.get()).isInstanceOf(Queryable.class);
                assertOnEachNode(event);
            }
            assertThat(relay.status().outage()).isNull();
        }
    }
}
