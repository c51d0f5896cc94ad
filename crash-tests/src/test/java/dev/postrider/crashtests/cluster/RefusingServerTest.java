package dev.postrider.crashtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.Logged;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.Serving;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two replicas the first answers every question, and refuses inserts. */
@PostriderTest
@ResourceLock("cluster")
class RefusingServerTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int OFTEN = 6;

    private final PostgresDatabase postgres;
    private final Replicas replicas;
    private final InsertGate first;
    private final InsertGate second;

    RefusingServerTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.replicas = new Replicas(postgres);
        this.first = new InsertGate(replicas.settings(replicas.nodes.get(0)).endpoint());
        this.second = new InsertGate(replicas.settings(replicas.nodes.get(1)).endpoint());
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        replicas.close();
    }

    /** A relay that has delivered to the first, and knows that the second is its replica. */
    private Relay start() {
        ClickHouseSettings one = replicas.settings(replicas.nodes.get(0));
        Relay relay = replicas.startRelay(new ClickHouseSettings(
                first.url(),
                List.of(second.url()),
                List.of(),
                one.login(),
                one.name(),
                one.newTable(),
                one.inserts(),
                one.outcomes()));
        deliver(0, 1_000);
        await().atMost(SOON).until(() -> serving(relay).isProven(second.url().toString()));
        return relay;
    }

    private static Serving serving(Relay relay) {
        return relay.serving().get(0);
    }

    private static URI server(Relay relay) {
        return URI.create(serving(relay).endpoint());
    }

    private void deliver(int node, int events) {
        OutboxFixture.publishTogether(postgres, events);
        OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(node), SOON);
    }

    private void assertOnceEverywhere() {
        replicas.awaitConvergence();
        for (ClickHouseDatabase node : replicas.nodes) {
            OutboxFixture.assertDeliveredExactly(postgres, node, SOON);
        }
    }

    /** AUTHENTICATION_FAILED, TABLE_IS_READ_ONLY, NOT_ENOUGH_SPACE; READONLY is in the tests below. */
    @ParameterizedTest
    @ValueSource(ints = {516, 242, 243})
    void whatItRefusesForReasonsOfItsOwnTheOtherOneTakes(int code) {
        try (Relay relay = start()) {
            first.refuse(code);
            deliver(1, 1_000);

            assertThat(server(relay)).isEqualTo(second.url());
            assertThat(relay.status().currentOutage()).isEmpty();
            assertThat(first.refused()).isPositive();
        }
        assertOnceEverywhere();
    }

    /** TOO_MANY_PARTS, MEMORY_LIMIT_EXCEEDED, TOO_MANY_SIMULTANEOUS_QUERIES, BAD_ARGUMENTS; CANNOT_PARSE_QUOTED_STRING. */
    @Test
    void aBusyServerAndARefusalOfEventsMoveNothing() {
        try (Relay relay = start()) {
            for (int code : List.of(252, 241, 202, 36)) {
                first.refuse(code);
                OutboxFixture.publishTogether(postgres, 50);
                await().atMost(SOON).until(() -> first.refused() >= OFTEN);

                assertThat(server(relay)).as("after " + code).isEqualTo(first.url());

                first.refuse(0);
                OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
                assertThat(server(relay)).as("after " + code).isEqualTo(first.url());
            }
            assertThat(serving(relay).isProven(second.url().toString())).isTrue();
            assertOnceEverywhere();
            // Events that are refused may become dead letters.
            first.refuse(26);
            OutboxFixture.publishTogether(postgres, 50);
            await().atMost(SOON).until(() -> first.refused() >= OFTEN);
            assertThat(server(relay)).isEqualTo(first.url());
        }
    }

    @Test
    void aServerThatIsTooBusyForQuestionsTooIsNotLeft() {
        try (Relay relay = start()) {
            first.refuseAll(202);
            OutboxFixture.publishTogether(postgres, 50);
            await().atMost(SOON).until(() -> first.refused() >= 2 * OFTEN);

            assertThat(server(relay)).isEqualTo(first.url());

            first.refuse(0);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(0), SOON);
            assertThat(server(relay)).isEqualTo(first.url());
        }
        assertOnceEverywhere();
    }

    @Test
    void whereBothRefuseTheRelayDoesNotGoToAndFro() {
        try (Relay relay = start();
                Logged logged = Logged.begin()) {
            first.refuse(164);
            second.refuse(164);
            OutboxFixture.publishTogether(postgres, 100);
            await().atMost(SOON).until(() -> first.refused() + second.refused() >= 2 * OFTEN);
            assertThat(logged.lines().stream().filter(line -> line.contains("another replica serves now")))
                    .hasSizeLessThanOrEqualTo(2);

            first.refuse(0);
            second.refuse(0);
            OutboxFixture.assertDeliveredExactly(postgres, replicas.nodes.get(1), SOON);
            assertThat(relay.serving()).hasSize(1);
        }
        assertOnceEverywhere();
    }

    /** It comes back after ten seconds the first time, and after twenty the second time. */
    @Test
    void theFirstServesAgainWhenItTakesEventsAgainAndIsLeftAsideForLongerIfItDidNotLast() {
        try (Relay relay = start()) {
            first.refuse(164);
            deliver(1, 200);
            first.refuse(0);
            await().atMost(SOON).until(() -> server(relay).equals(first.url()));
            deliver(0, 200);
            first.refuse(164);
            deliver(1, 200);
            first.refuse(0);

            await().during(Duration.ofSeconds(15))
                    .atMost(SOON)
                    .until(() -> server(relay).equals(second.url()));
            deliver(1, 200);
        }
        assertOnceEverywhere();
    }
}
