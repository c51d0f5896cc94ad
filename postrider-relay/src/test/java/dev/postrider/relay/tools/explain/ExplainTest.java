package dev.postrider.relay.tools.explain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.explain.Explanation.EventLife;
import dev.postrider.relay.tools.explain.Explanation.Outcome;
import dev.postrider.relay.tools.rebase.Rebase;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class ExplainTest extends ToolFixture {
    ExplainTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    @BeforeEach
    void makeEventLog() throws SinkException {
        sink.prepare();
    }

    private void deliver() {
        try (Relay relay = start(OutboxFixture.QUICK)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    private Explanation explain(long id) throws Exception {
        return new Explain(pool, sink.eventLog()).event(id);
    }

    private EventLife life(long id) throws Exception {
        Explanation explanation = explain(id);
        assertThat(explanation.lives()).hasSize(1);
        assertThat(explanation.strays()).isEmpty();
        return explanation.lives().get(0);
    }

    @Test
    void tellsTheLifeOfAnEventInEachOfItsStates() throws Exception {
        OutboxFixture.publishTogether(postgres, 3);

        EventLife waiting = life(2);
        assertThat(waiting.outcome()).isEqualTo(Outcome.WAITING);
        assertThat(requireNonNull(waiting.published()).eventType()).isEqualTo("thing_happened");
        assertThat(requireNonNull(waiting.published()).isHeld()).isTrue();
        assertThat(requireNonNull(waiting.committed()).txid()).isPositive();
        assertThat(waiting.batch()).isNull();
        assertThat(waiting.places()).isEmpty();

        postgres.execute("UPDATE postrider.relay_lease SET owner = 'somebody', fence = 1");
        new Ledger(pool, 1).planNext(null, new BatchBounds(100, 1_000_000));
        EventLife underWay = life(2);
        assertThat(underWay.outcome()).isEqualTo(Outcome.UNDER_WAY);
        assertThat(requireNonNull(underWay.batch()).batchNo()).isEqualTo(1);
        assertThat(requireNonNull(underWay.batch()).doneAt()).isNull();
        assertThat(requireNonNull(underWay.committed()).before())
                .isEqualTo(requireNonNull(underWay.batch()).plannedAt());

        deliver();
        EventLife delivered = life(2);
        assertThat(delivered.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(requireNonNull(delivered.batch()).attempts()).isEqualTo(1);
        assertThat(requireNonNull(delivered.batch()).token()).hasSize(64);
        assertThat(requireNonNull(delivered.batch()).doneAt()).isNotNull();
        assertThat(delivered.places()).hasSize(1);
        assertThat(delivered.isEqual()).isTrue();

        postgres.execute("TRUNCATE postrider.event_outbox");
        EventLife emptied = life(2);
        assertThat(emptied.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(emptied.published()).isNull();
        assertThat(emptied.batch()).isEqualTo(delivered.batch());
        assertThat(emptied.places()).isEqualTo(delivered.places());
        assertThat(emptied.isEqual()).isNull();

        assertThat(explain(99).lives()).isEmpty();
    }

    @Test
    void boundsTheTimeOfTheCommitByThePlansBeforeAndAfter() throws Exception {
        OutboxFixture.publishTogether(postgres, 1);
        deliver();
        OutboxFixture.publishTogether(postgres, 1);
        deliver();

        EventLife second = life(2);

        assertThat(requireNonNull(second.committed()).after())
                .isEqualTo(requireNonNull(life(1).batch()).plannedAt());
        assertThat(requireNonNull(second.committed()).before())
                .isEqualTo(requireNonNull(second.batch()).plannedAt());
        assertThat(requireNonNull(second.committed()).at()).isNull();
    }

    @Test
    void saysThatARowIsThereTwiceOrWithOtherValues() throws Exception {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        clickHouse.execute("INSERT INTO event_log SELECT * FROM event_log WHERE event_id = 1");
        clickHouse.execute(
                "ALTER TABLE event_log UPDATE event_context = '{}' WHERE event_id = 2 SETTINGS mutations_sync = 2");

        assertThat(life(1).places()).hasSize(2);
        assertThat(life(1).isEqual()).isTrue();
        assertThat(life(2).isEqual()).isFalse();
    }

    @Test
    void showsEachEventThatHadAnIdAndRowsThatNobodyDelivered() throws Exception {
        OutboxFixture.publishTogether(postgres, 2);
        deliver();
        postgres.execute(
                "ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 1",
                "SELECT postrider.publish('second_life', '{}', 'Test')");
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, event_context, event_id, outbox)"
                + " SELECT 'strange', now64(6) - 1000, '{}', 1, outbox FROM event_log LIMIT 1");

        Explanation explanation = explain(1);

        assertThat(explanation.lives())
                .extracting(EventLife::outcome)
                .containsExactly(Outcome.DELIVERED, Outcome.WAITING);
        assertThat(requireNonNull(explanation.lives().get(1).published()).eventType())
                .isEqualTo("second_life");
        assertThat(explanation.lives().get(1).places()).isEmpty();
        assertThat(explanation.strays()).hasSize(1);
    }

    @Test
    void anEventThatWaitsAfterARebaseWaits() throws Exception {
        OutboxFixture.moveToAnotherCluster(postgres);
        postgres.execute("SELECT setval('postrider.event_outbox_id_seq', 1000)");
        new Rebase(pool, sink.eventLog()).run();
        OutboxFixture.publishTogether(postgres, 1);

        assertThat(life(1001).outcome()).isEqualTo(Outcome.WAITING);

        deliver();
        assertThat(life(1001).outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void besideALedgerOfAnotherClusterItIsUnknownWhatBecameOfAnEvent() throws Exception {
        OutboxFixture.moveToAnotherCluster(postgres);
        OutboxFixture.publishTogether(postgres, 1);

        assertThat(life(1).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(explain(1).doubt()).contains("now lies in", "postrider rebase");
    }

    @Test
    void tellsWhatPostgresKnowsWhileClickHouseIsAway() throws Exception {
        OutboxFixture.publishTogether(postgres, 1);
        deliver();
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                ClickHouseSink unreachable = OutboxFixture.sink(clickHouse.through(proxy))) {
            proxy.refuse();

            Explanation half = new Explain(pool, unreachable.eventLog()).event(1);

            assertThat(half.lives()).extracting(EventLife::outcome).containsExactly(Outcome.DELIVERED);
            assertThat(half.lives().get(0).isEqual()).isNull();
            assertThat(half.logUnknown()).isNotEmpty();
        }
    }

    @Test
    void tellsWhyAnEventIsADeadLetterAndWhatWasDecided() throws Exception {
        OutboxFixture.publishTogether(postgres, 1);
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, 1, 117, 'not liked'
                FROM postrider.event_outbox""");

        EventLife open = life(1);
        postgres.execute(
                "UPDATE postrider.dead_letter SET discarded_at = now(), note = 'a test'",
                "TRUNCATE postrider.event_outbox");
        EventLife discarded = life(1);

        assertThat(open.outcome()).isEqualTo(Outcome.DEAD_LETTER);
        assertThat(requireNonNull(open.refusal()).code()).isEqualTo(117);
        assertThat(discarded.outcome()).isEqualTo(Outcome.DISCARDED);
        assertThat(requireNonNull(discarded.refusal()).note()).isEqualTo("a test");
        assertThat(requireNonNull(discarded.published()).eventType()).isEqualTo("thing_happened");
    }
}
