package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.instanceOf;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Batches that are too much for the event log at once: in bytes, or in partitions. */
@PostriderTest
class LargeBatchTest extends DeliveryFixture {
    private static final Duration SOON = Duration.ofMinutes(2);

    /** What {@code throwIf} says, 395, stands for what the server says when its memory is short, 241. */
    private static final OutcomeTable TOO_MANY_ROWS = OutcomeTable.standard().with("395=too-large");

    LargeBatchTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    /** Notes how many rows each insert has. */
    private static final class CountingSink extends PassingSink {
        final Queue<Integer> rows = new ConcurrentLinkedQueue<>();

        CountingSink(ClickHouseSettings settings) {
            super(ClickHouseSink.create(settings));
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            rows.add(batch.rows());
            return super.send(batch);
        }
    }

    /** A function that throws stands for the server's memory: it fails for a block of many rows, and not for one of few. */
    private void makeATableThatTakesFewRowsAtOnce() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                  event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String,
                  CONSTRAINT few CHECK throwIf(blockSize() > 30, 'too many rows for the memory') = 0)
                ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""");
    }

    @Test
    void whatIsTooMuchAtOnceIsSentInSmallerParts() {
        makeATableThatTakesFewRowsAtOnce();
        OutboxFixture.publishTogether(postgres, 200);

        deliver(ClickHouseSink.create(settings()));

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo("0");
        assertThat(postgres.queryOne("SELECT string_agg(DISTINCT way, ',') FROM postrider.relay_division"))
                .isEqualTo("half_of_each_day");
    }

    /** A relay is paused right before its insert of the whole, while another one divides the batch and delivers it. */
    @Test
    void aLateInsertOfTheWholeIsDroppedOnceAPartIsStored() throws Exception {
        makeATableThatTakesFewRowsAtOnce();
        // Before and after midnight, and the turn of a month.
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test',"
                + " event_date_time => CASE WHEN i % 3 = 0 THEN '2026-09-30Z' ELSE '2026-10-01Z' END::timestamptz))"
                + " FROM generate_series(1, 200) i");
        try (PausedSink paused = new PausedSink(ClickHouseSink.create(settings()));
                Relay sleeper = new Relay(pool, paused, OutboxFixture.QUICK, heard)) {
            sleeper.start();
            await().atMost(SOON).until(() -> paused.paused.get() != null);
            postgres.execute("UPDATE postrider.relay_lease SET lease_until = '-infinity', owner = 'nobody'");

            try (Relay next = new Relay(pool, ClickHouseSink.create(settings()), OutboxFixture.QUICK, heard)) {
                next.start();
                OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
                clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT few");
                paused.goesOn.countDown();
                await().atMost(SOON).untilAtomic(paused.late, instanceOf(SendOutcome.Stored.class));
            }
        }
        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("200");
    }

    /** Lets a paused relay's insert of the whole pass by, right before the first part that is small enough. */
    private final class OvertakenSink extends PassingSink {
        private final PausedSink paused;
        private final AtomicBoolean overtaken = new AtomicBoolean();

        OvertakenSink(PausedSink paused) {
            super(ClickHouseSink.create(settings()));
            this.paused = paused;
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            if (batch.rows() <= 30 && !overtaken.getAndSet(true)) {
                clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT few");
                paused.goesOn.countDown();
                await().atMost(SOON).untilAtomic(paused.late, instanceOf(SendOutcome.Stored.class));
            }
            return super.send(batch);
        }
    }

    @Test
    void partsOfAWholeThatCameAfterAllAreNotSent() throws Exception {
        makeATableThatTakesFewRowsAtOnce();
        OutboxFixture.publishTogether(postgres, 200);
        try (PausedSink paused = new PausedSink(ClickHouseSink.create(settings()));
                Relay sleeper = new Relay(pool, paused, OutboxFixture.QUICK, heard)) {
            sleeper.start();
            await().atMost(SOON).until(() -> paused.paused.get() != null);
            postgres.execute("UPDATE postrider.relay_lease SET lease_until = '-infinity', owner = 'nobody'");

            deliver(new OvertakenSink(paused));
        }
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("200");
    }

    private ClickHouseSettings settings() {
        return OutboxFixture.settings(clickHouse).withOutcomes(TOO_MANY_ROWS);
    }

    private void deliver(Sink sink) {
        try (Relay relay = new Relay(pool, sink, OutboxFixture.QUICK, heard)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    /** Of the first insert that is too much, a few rows are stored nevertheless. */
    private final class LeavingSink extends PassingSink {
        private final AtomicBoolean left = new AtomicBoolean();

        LeavingSink(ClickHouseSettings settings) {
            super(ClickHouseSink.create(settings));
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            SendOutcome outcome = super.send(batch);
            if (outcome instanceof SendOutcome.Unknown && !left.getAndSet(true)) {
                clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment, event_context,"
                        + " metadata_version, event_id, outbox)"
                        + " SELECT 'thing_happened', toDateTime64('2026-09-01', 6, 'UTC'), 'Test',"
                        + " concat('{\"n\" : ', toString(number + 1), '}'), 1, number + 1, '" + postgres.name()
                        + "' FROM numbers(25)");
            }
            return outcome;
        }
    }

    @Test
    void whatAnInsertThatWasTooMuchLeftBehindIsNotSentAgain() {
        makeATableThatTakesFewRowsAtOnce();
        postgres.execute("SELECT count(postrider.publish('thing_happened', json_build_object('n', i), 'Test',"
                + " event_date_time => '2026-09-01Z')) FROM generate_series(1, 200) i");

        deliver(new LeavingSink(settings()));

        assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("200");
    }

    @Test
    void aBatchOfManyMonthsReachesNoMorePartitionsWithAnInsertThanItMay() {
        postgres.execute("SELECT count(postrider.publish('old', json_build_object('n', i), 'Test',"
                + " '2000-01-15Z'::timestamptz + (i % 250) * interval '1 month')) FROM generate_series(1, 1000) i");
        CountingSink sink = new CountingSink(OutboxFixture.settings(clickHouse).withMaxPartitions(100));

        try (Relay relay = new Relay(pool, sink, OutboxFixture.QUICK, heard)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(sink.rows).containsExactlyInAnyOrder(400, 400, 200);
        assertThat(postgres.query("SELECT way, value FROM postrider.relay_division")
                        .get(0))
                .containsExactly("months", "100");
    }

    /** Refuses everything once it has stored the first part. */
    private final class BreakingSink extends PassingSink {
        private final AtomicBoolean broken = new AtomicBoolean();

        BreakingSink() {
            super(ClickHouseSink.create(OutboxFixture.settings(clickHouse).withMaxPartitions(1)));
        }

        @Override
        public SendOutcome send(EncodedBatch batch) {
            SendOutcome outcome = super.send(batch);
            if (outcome instanceof SendOutcome.Stored && !broken.getAndSet(true)) {
                clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT none CHECK event_id = 0");
            }
            return outcome;
        }
    }

    @Test
    void aPartThatWasStoredBeforeTheTableWasBrokenDoesNotMakeTheOthersBad() {
        postgres.execute("SELECT count(postrider.publish('old', json_build_object('n', i), 'Test',"
                + " CASE WHEN i <= 50 THEN '2000-01-15Z' ELSE '2000-02-15Z' END::timestamptz))"
                + " FROM generate_series(1, 100) i");

        try (Relay relay = new Relay(pool, new BreakingSink(), OutboxFixture.QUICK, heard)) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("it is not the events"))
                            .isPresent());
            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT none");
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo("0");
    }

    @Test
    void aTableWithAPartitionForEachDayIsReachedByDays() {
        clickHouse.execute("""
                CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
                  event_context String, metadata_version UInt64, event_id UInt64, outbox String, trace_parent String)
                ENGINE = MergeTree PARTITION BY toYYYYMMDD(event_date_time) ORDER BY event_date_time
                SETTINGS non_replicated_deduplication_window = 10000""");
        postgres.execute("SELECT count(postrider.publish('old', json_build_object('n', i), 'Test',"
                + " '2026-01-01Z'::timestamptz + i * interval '1 day')) FROM generate_series(1, 50) i");
        CountingSink sink = new CountingSink(OutboxFixture.settings(clickHouse).withMaxPartitions(20));

        try (Relay relay = new Relay(pool, sink, OutboxFixture.QUICK, heard)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(sink.rows).containsExactlyInAnyOrder(20, 20, 10);
    }

    @Test
    void aBatchThatIsOnItsWayIsDividedAsItWasAfterARestartWithAnotherBound() {
        postgres.execute("SELECT count(postrider.publish('old', json_build_object('n', i), 'Test',"
                + " '2000-01-15Z'::timestamptz + i * interval '1 month')) FROM generate_series(1, 60) i");
        postgres.execute(
                "CREATE FUNCTION not_yet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF NEW.done_at IS NOT NULL THEN RAISE 'not yet'; END IF; RETURN NEW; END $$",
                "CREATE TRIGGER not_yet BEFORE UPDATE ON postrider.relay_batch FOR EACH ROW EXECUTE FUNCTION not_yet()");
        ClickHouseSettings settings = OutboxFixture.settings(clickHouse);
        try (Relay relay =
                new Relay(pool, ClickHouseSink.create(settings.withMaxPartitions(25)), OutboxFixture.QUICK, heard)) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("not yet"))
                            .isPresent());
        }
        postgres.execute("DROP TRIGGER not_yet ON postrider.relay_batch");

        try (Relay relay =
                new Relay(pool, ClickHouseSink.create(settings.withMaxPartitions(7)), OutboxFixture.QUICK, heard)) {
            relay.start();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        assertThat(postgres.query("SELECT way || ' ' || value FROM postrider.relay_division"))
                .containsExactly(List.of("months 25"));
    }
}
