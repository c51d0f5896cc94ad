package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A table that a person alters while a batch is on its way. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class AlteredTableTest extends RefusalFixture {
    AlteredTableTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    /** Has a person alter the table after so many inserts that were answered in a way. */
    private final class AlteringSink extends PassingSink {
        private final Class<? extends SendOutcome> answer;
        private final AtomicInteger left;
        private final String statement;

        AlteringSink(Class<? extends SendOutcome> answer, int count, String statement) {
            super(OutboxFixture.sink(clickHouse));
            this.answer = answer;
            this.left = new AtomicInteger(count);
            this.statement = statement;
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            SendOutcome outcome = super.send(batch);
            if (answer.isInstance(outcome) && left.decrementAndGet() == 0) {
                clickHouse.execute(statement);
            }
            return outcome;
        }
    }

    private Relay start(Sink sink) {
        Relay relay = new Relay(pool, sink, OutboxFixture.QUICK.withBatchSize(20_000), heard);
        relay.start();
        return relay;
    }

    @Test
    void triesRefusedEventsAgainIfTheTableWasMendedMeanwhile() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(200, "i IN (3, 150)");

        // the batch, its halves down to the first bad event, and then the second one alone
        try (Relay relay = start(
                new AlteringSink(SendOutcome.Refused.class, 9, "ALTER TABLE event_log DROP CONSTRAINT no_bad_ones"))) {
            assertDelivered(200, 0);
        }
    }

    @Test
    void setsNothingAsideIfTheTableIsBrokenWhileABatchIsHalved() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(64, "i IN (40, 41)");

        try (Relay relay = start(new AlteringSink(
                SendOutcome.Stored.class, 1, "ALTER TABLE event_log ADD CONSTRAINT never CHECK event_id = 0"))) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("it is not the events");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT never");
            assertDelivered(62, 2);
        }
    }

    @Test
    void storesNothingTwiceIfAColumnIsWidenedAfterTheInsertAndBeforeTheAcknowledgement() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(100, "i = 50");
        postgres.execute(
                "CREATE FUNCTION no_letters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the mailbox is full'; END $$",
                "CREATE TRIGGER no_letters BEFORE INSERT ON postrider.dead_letter FOR EACH ROW EXECUTE FUNCTION no_letters()");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("99");

            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN metadata_version UInt16");
            assertDelivered(100, 0);
        }
    }
}
