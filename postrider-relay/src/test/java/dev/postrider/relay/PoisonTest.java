package dev.postrider.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.SettingAside;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that the real engine refuses: each for a reason of its own kind. */
@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class PoisonTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static final String TABLE = """
            CREATE TABLE event_log (event_type String, event_date_time DateTime64(6, 'UTC'), environment String,
              event_context %s, metadata_version %s, event_id UInt64, outbox String, trace_parent String %s)
            ENGINE = MergeTree ORDER BY event_date_time SETTINGS non_replicated_deduplication_window = 1000""";

    private static final String NO_BAD_ONES = ", CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%\"bad\"%')";

    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final HikariDataSource pool;
    private final RecordingListener heard = new RecordingListener();

    PoisonTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.pool = OutboxFixture.pool(postgres);
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private Relay start() {
        Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), OutboxFixture.QUICK.withBatchSize(20_000), heard);
        relay.start();
        return relay;
    }

    /** Publishes in one transaction; the events whose number the SQL condition takes are bad. */
    private void publish(int count, String bad) {
        postgres.execute("""
                SELECT count(postrider.publish('thing_happened',
                  CASE WHEN %s THEN '{"bad": 123456789012345678901234567890}' ELSE json_build_object('n', i) END, 'Test',
                  metadata_version => CASE WHEN %s THEN 300 ELSE 1 END))
                FROM generate_series(1, %d) i""".formatted(bad, bad, count));
    }

    private void awaitEnd() {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> postgres.queryOne(
                                "SELECT count(*) = 0 FROM postrider.event_status WHERE status = 'pending'")
                        .equals("t"));
    }

    /** Every event is in the event log once, or a dead letter and not in the event log. */
    private void assertDelivered(int good, int bad) {
        awaitEnd();
        assertThat(clickHouse.queryOne(
                        "SELECT concat(toString(count()), ' ', toString(uniqExact(event_id))) FROM event_log"))
                .isEqualTo(good + " " + good);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo(Integer.toString(bad));
        String deadIds =
                postgres.queryOne("SELECT COALESCE(string_agg(event_id::text, ','), '0') FROM postrider.dead_letter");
        assertThat(clickHouse.queryOne("SELECT count() FROM event_log WHERE event_id IN (" + deadIds + ")"))
                .isEqualTo("0");
        assertThat(postgres.queryOne("SELECT max(total_rows) || ' ' || sum(dead_count) FROM postrider.relay_batch"))
                .isEqualTo(good + " " + bad);
    }

    @Test
    void setsThreeEventsOfTenThousandAsideInWellUnderAHundredInserts() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(10_000, "i IN (777, 5001, 9998)");

        try (Relay relay = start()) {
            assertDelivered(9_997, 3);
        }

        assertThat(heard.batches).singleElement().satisfies(batch -> {
            assertThat(batch.rows()).isEqualTo(9_997);
            assertThat(batch.attempts()).isLessThan(75);
        });
        assertThat(heard.refused).hasSize(3);
        assertThat(heard.begun).isEmpty();
        assertThat(postgres.query("SELECT event_type, event_context, environment, metadata_version, batch_no,"
                                + " reason_code, reason LIKE '%no_bad_ones%', failed_at > now() - interval '1 minute'"
                                + " FROM postrider.dead_letter ORDER BY event_id")
                        .get(0))
                .containsExactly(
                        "thing_happened",
                        "{\"bad\": 123456789012345678901234567890}",
                        "Test",
                        "300",
                        "1",
                        "469",
                        "t",
                        "t");
    }

    @Test
    void findsBadEventsAtTheFirstTheLastAndEveryHundredthPlace() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(2_000, "i = 1 OR i % 100 = 0");

        try (Relay relay = start()) {
            assertDelivered(1_979, 21);
        }
    }

    @Test
    void setsAsideWhatAPlainJsonColumnCannotHold() {
        clickHouse.execute(TABLE.formatted("JSON", "UInt64", ""));
        publish(500, "i IN (1, 250)");

        try (Relay relay = start()) {
            assertDelivered(498, 2);
        }
        assertThat(postgres.queryOne("SELECT DISTINCT reason_code FROM postrider.dead_letter"))
                .isEqualTo("117");
    }

    @Test
    void tellsTheValuesOfARefusedEventToTheDeadLetterAlone() {
        clickHouse.execute(TABLE.formatted(
                "String",
                "UInt64",
                ", age UInt8 MATERIALIZED toUInt8(JSONExtractString(event_context, 'age')), "
                        + "CONSTRAINT no_bad_ones CHECK NOT (event_context LIKE '%bad%')"));
        postgres.execute("""
                SELECT postrider.publish('thing_happened', context::json, 'Test')
                FROM (VALUES ('{"age": "44"}'), ('{"age": "SECRET"}'), ('{"bad": "SECRET", "age": "1"}')) good(context)""");

        Logged logged = Logged.begin();
        try (Relay relay = start();
                logged) {
            assertDelivered(1, 2);
            assertThat(relay.status().toString()).doesNotContain("SECRET");
        }

        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter WHERE reason LIKE '%SECRET%'"))
                .isEqualTo("2");
        assertThat(heard.refused)
                .hasSize(2)
                .extracting(RefusedEvent::reason)
                .noneMatch(reason -> reason.contains("SECRET"))
                .anyMatch(reason -> reason.contains("constraint `no_bad_ones` is violated"))
                .anyMatch(reason -> reason.contains("(CANNOT_PARSE_TEXT): in toUInt8("));
        assertThat(heard.failures)
                .extracting(failure -> failure.outcome().reason())
                .noneMatch(reason -> reason.contains("SECRET"));
        assertThat(logged.lines())
                .anyMatch(line -> line.contains("the event log refused events"))
                .noneMatch(line -> line.contains("SECRET"));
    }

    @Test
    void setsAsideWhatAnIntegerColumnIsTooNarrowForAndNamesTheColumn() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(500, "i IN (1, 250, 500)");

        try (Relay relay = start()) {
            assertDelivered(497, 3);
        }
        assertThat(postgres.queryOne("SELECT DISTINCT reason FROM postrider.dead_letter WHERE event_id = 250"))
                .contains("metadata_version 300")
                .contains("at most 255");
        assertThat(heard.batches).extracting(BatchReport::attempts).containsExactly(1);
    }

    @Test
    void stopsAndSetsNothingAsideWhereEverythingIsRefusedAndDeliversOnceTheTableIsMended() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", ", CONSTRAINT never CHECK event_id = 0"));
        publish(3_000, "false");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 7);
            assertThat(relay.status().currentOutage().orElseThrow().kind()).isEqualTo("refused");
            assertThat(relay.status().currentOutage().orElseThrow().reason())
                    .contains("it is not the events")
                    .contains("constraint `never`");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");
            assertThat(clickHouse.queryOne("SELECT count() FROM event_log")).isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT never");
            assertDelivered(3_000, 0);
        }
    }

    @Test
    void stopsWhereNoEventFitsAColumnAndDeliversOnceItIsWidened() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(200, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            clickHouse.execute("ALTER TABLE event_log MODIFY COLUMN metadata_version UInt16");
            assertDelivered(200, 0);
        }
    }

    @Test
    void setsABatchAsideOfWhichNothingFitsOnceTheTableHasTakenOthersSince() {
        clickHouse.execute(TABLE.formatted("String", "UInt8", ""));
        publish(200, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 1);
            publish(50, "false");
            assertDelivered(50, 200);
        }
    }

    @Test
    void setsEverythingAsideWhereAPersonSaysThatItIsTheEvents() throws SQLException {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(40, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 2);
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("batch 1 ");

            assertThat(new DeadLetters(pool).setAside(2)).isFalse();
            assertThat(new DeadLetters(pool).setAside(1)).isTrue();
            awaitEnd();
        }
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                .isEqualTo("40");
    }

    @Test
    void setsALoneBadEventAsideInATableThatTookOthersAlsoAfterARestart() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(5, "false");
        try (Relay relay = start()) {
            assertDelivered(5, 0);
        }
        publish(1, "true");

        try (Relay relay = start()) {
            assertDelivered(5, 1);
        }
    }

    @Test
    void waitsWithALoneBadEventUntilAnUnprovenTableHasTakenAnother() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(1, "true");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 2);
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            publish(1, "false");
            assertDelivered(1, 1);
        }
    }

    @Test
    void doesNotTakeAViewsErrorForABadEvent() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", ""));
        clickHouse.execute("CREATE MATERIALIZED VIEW broken ENGINE = MergeTree ORDER BY tuple() AS"
                + " SELECT throwIf(event_context LIKE '%bad%', 'a view that fails') AS x FROM event_log");
        publish(100, "i = 50");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> heard.failures.size() >= 3);
            assertThat(relay.status().currentOutage().orElseThrow().kind()).isEqualTo("unknown");
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("a view that fails");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.dead_letter"))
                    .isEqualTo("0");

            clickHouse.execute("DROP VIEW broken");
            assertDelivered(100, 0);
        }
    }

    @Test
    void keepsTheDeadLettersAndTheAcknowledgementTogether() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(100, "i = 50");
        postgres.execute(
                "CREATE FUNCTION no_letters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the mailbox is full'; END $$",
                "CREATE TRIGGER no_letters BEFORE INSERT ON postrider.dead_letter FOR EACH ROW EXECUTE FUNCTION no_letters()");

        try (Relay relay = start()) {
            await().atMost(SOON).until(() -> relay.status().currentOutage().isPresent());
            assertThat(relay.status().currentOutage().orElseThrow().reason()).contains("the mailbox is full");
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch WHERE done_at IS NOT NULL"))
                    .isEqualTo("0");

            postgres.execute("DROP TRIGGER no_letters ON postrider.dead_letter");
            assertDelivered(99, 1);
        }
    }

    /** Publishes in one transaction; every second event is of the type bad. */
    private void publishEverySecondOfABadType(int count) {
        postgres.execute("""
                SELECT count(postrider.publish(CASE i %% 2 WHEN 0 THEN 'bad' ELSE 'good' END, '{}', 'Test'))
                FROM generate_series(1, %d) i""".formatted(count));
    }

    private static final String NO_BAD_TYPE = ", CONSTRAINT no_bad_type CHECK event_type != 'bad'";

    @Test
    void setsThirtyThousandEventsOfABadTypeAsideInAFewHundredInsertsAfterTheGoodOnes() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_TYPE));
        publishEverySecondOfABadType(60_000);

        try (Relay relay = start()) {
            assertDelivered(30_000, 30_000);
        }

        assertThat(heard.batches.stream().mapToInt(BatchReport::attempts).sum()).isLessThan(500);
        assertThat(Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.relay_division")))
                .isLessThan(200);
        assertThat(postgres.query(
                        "SELECT DISTINCT split_part(reason, ';', 1) LIKE 'refused as a group, not tried alone',"
                                + " event_type, reason LIKE '%no_bad_type%' FROM postrider.dead_letter ORDER BY 1"))
                .containsExactly(List.of("f", "bad", "t"), List.of("t", "bad", "t"));
    }

    @Test
    void saysThatEventsAreBeingSetAsideAndWhyWhileItGoesOn() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(160, "i % 2 = 0");

        try (Relay relay = start()) {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> relay.status().currentlySettingAside().isPresent());
            SettingAside now = relay.status().currentlySettingAside().orElseThrow();
            assertThat(now.batchNo()).isEqualTo(1);
            assertThat(now.events()).isPositive();
            assertThat(now.reason()).contains("no_bad_ones");
            assertDelivered(80, 80);
            assertThat(relay.status().currentlySettingAside()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void letsGoodEventsPastBatchesOfWhichEverythingIsRefused(int insertsInFlight) {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        RelaySettings settings = OutboxFixture.QUICK
                .withBatchSize(20)
                .withInsertsInFlight(insertsInFlight)
                .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(30));
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            publish(100, "true");
            await().atMost(SOON).until(() -> heard.failures.size() >= insertsInFlight);
            publish(3, "false");

            assertDelivered(3, 100);
        }
    }

    @Test
    void setsAsideWhatIsLeftOfABatchAfterARestartAlthoughNothingElseComes() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        publish(100, "false");
        publish(100, "i % 10 <> 0");
        postgres.execute(
                "CREATE FUNCTION no_letters() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the mailbox is full'; END $$",
                "CREATE TRIGGER no_letters BEFORE INSERT ON postrider.dead_letter FOR EACH ROW EXECUTE FUNCTION no_letters()");
        RelaySettings settings = OutboxFixture.QUICK.withBatchSize(100);
        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            await().atMost(SOON)
                    .until(() -> relay.status()
                            .currentOutage()
                            .filter(outage -> outage.reason().contains("the mailbox is full"))
                            .isPresent());
        }
        postgres.execute("DROP TRIGGER no_letters ON postrider.dead_letter");

        try (Relay relay = new Relay(pool, OutboxFixture.sink(clickHouse), settings, heard)) {
            relay.start();
            assertDelivered(110, 90);
        }
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

    @Test
    void tellsBatchesOfBadAndGoodEventsApartUnderLoad() {
        clickHouse.execute(TABLE.formatted("String", "UInt64", NO_BAD_ONES));
        String bad =
                IntStream.of(3, 30, 31, 32, 299).mapToObj(Integer::toString).collect(Collectors.joining(","));
        try (Relay relay = start()) {
            for (int i = 0; i < 10; i++) {
                publish(300, "i IN (" + bad + ")");
            }
            assertDelivered(2_950, 50);
        }
    }
}
