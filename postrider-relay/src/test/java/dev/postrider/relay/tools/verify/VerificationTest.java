package dev.postrider.relay.tools.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.ToolFixture;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindowDifference;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@PostriderTest
@Execution(ExecutionMode.CONCURRENT)
class VerificationTest extends ToolFixture {
    private static final VerifyScope ALL = new VerifyScope.All();

    VerificationTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        super(postgres, clickHouse);
    }

    private Relay start(int batchSize) {
        return start(OutboxFixture.QUICK.withBatchSize(batchSize));
    }

    /** Delivers ids on both sides of a window's end, in several batches. */
    private void deliver() {
        postgres.execute("ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 65001");
        try (Relay relay = start(200)) {
            OutboxFixture.publishTogether(postgres, 500);
            OutboxFixture.publishSeparately(postgres, 1, 300);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    private VerifyReport verify() throws SQLException, SinkException {
        return verify(ALL);
    }

    private VerifyReport verify(VerifyScope what) throws SQLException, SinkException {
        return new Verification(pool, sink.eventLog()).run(what, VerifyListener.none());
    }

    private static String ids(IdWindowDifference difference, IdSet ids) {
        return String.join(
                ",",
                difference.spans(ids).stream()
                        .map(IdWindowDifference.Span::toString)
                        .toList());
    }

    private void delete(String which) {
        clickHouse.execute("ALTER TABLE event_log DELETE WHERE " + which + " SETTINGS mutations_sync = 2");
    }

    @Test
    void findsNothingWhereEverythingIsAsItWasPublished() throws Exception {
        deliver();
        postgres.execute(
                "SELECT postrider.publish('odd', '{\"a\" : \"\\u0000 \\ud800\"}', 'Тест', '1912-06-23 00:00:00.000001Z', 7,"
                        + " '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')");
        try (Relay relay = start(1_000)) {
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }

        VerifyReport report = verify();

        assertThat(report.differences()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.events()).isEqualTo(771);
        assertThat(report.windows()).isEqualTo(2);
        assertThat(report.notCompared()).isEmpty();
        assertThat(report.withoutIdWindows().events()).isZero();
        assertThat(report.isComplete()).isTrue();
    }

    @Test
    void tellsWhichEventsAreMissingDoubledExtraAndAlteredInWhichBatchesAndColumns() throws Exception {
        deliver();
        clickHouse.execute("INSERT INTO event_log SELECT * FROM event_log WHERE event_id IN (65010, 65011)");
        clickHouse.execute(
                "INSERT INTO event_log (event_type, event_date_time, event_context, event_id, outbox)"
                        + " SELECT 'strange', event_date_time, '{}', 64000, outbox FROM event_log WHERE event_id = 65012 LIMIT 1");
        delete("event_id IN (65003, 65004, 65005, 65400)");
        clickHouse.execute(
                "ALTER TABLE event_log UPDATE event_context = concat(event_context, ' ') WHERE event_id = 65020"
                        + " SETTINGS mutations_sync = 2");
        clickHouse.execute("ALTER TABLE event_log UPDATE metadata_version = 9 WHERE event_id = 65541"
                + " SETTINGS mutations_sync = 2");

        VerifyReport report = verify();

        assertThat(report.totals()).isEqualTo(new VerifyReport.Totals(2, 4, 1, 2, 2, 0));
        IdWindowDifference first = report.differences().get(0);
        assertThat(ids(first, first.missing())).isEqualTo("65003-65005,65400");
        assertThat(ids(first, first.doubled())).isEqualTo("65010-65011");
        assertThat(ids(first, first.extra())).isEqualTo("64000");
        assertThat(ids(first, first.altered())).isEqualTo("65020");
        assertThat(first.columns()).containsExactly(EventField.EVENT_CONTEXT);
        assertThat(first.batches()).isEqualTo(batches("65003, 65400, 65020"));
        IdWindowDifference second = report.differences().get(1);
        assertThat(ids(second, second.altered())).isEqualTo("65541");
        assertThat(second.columns()).containsExactly(EventField.METADATA_VERSION);
        assertThat(first.summary())
                .contains("4 missing (65003-65005, 65400)", "2 doubled", "1 extra (64000)", "event_context");
    }

    private List<Long> batches(String ids) {
        return postgres
                .query("SELECT DISTINCT batch_no FROM postrider.event_status WHERE id IN (" + ids + ") ORDER BY 1")
                .stream()
                .map(row -> Long.valueOf(String.valueOf(row.get(0))))
                .toList();
    }

    @Test
    void tellsMissingIdsExactlyAfterTheOutboxWasEmptiedAndAlteredOnesAsFarAsItCan() throws Exception {
        deliver();
        postgres.execute("TRUNCATE postrider.event_outbox");
        delete("event_id = 65100");
        clickHouse.execute("ALTER TABLE event_log UPDATE environment = 'Other' WHERE event_id = 65541"
                + " SETTINGS mutations_sync = 2");

        VerifyReport report = verify();

        IdWindowDifference first = report.differences().get(0);
        assertThat(ids(first, first.missing())).isEqualTo("65100");
        assertThat(first.suspects().size()).isZero();
        IdWindowDifference second = report.differences().get(1);
        assertThat(second.suspects().contains(65_541)).isTrue();
        assertThat(second.columns()).containsExactly(EventField.ENVIRONMENT);
        assertThat(second.batches()).hasSize(1);
    }

    @Test
    void findsAnEventWhoseTimeWasChanged() throws Exception {
        deliver();
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment, event_context,"
                + " metadata_version, event_id, outbox) SELECT event_type, event_date_time + INTERVAL 2 YEAR, environment,"
                + " event_context, metadata_version, event_id, outbox FROM event_log WHERE event_id = 65002");
        delete("event_id = 65002 AND event_date_time < now() + INTERVAL 1 YEAR");

        IdWindowDifference difference = verify().differences().get(0);

        assertThat(ids(difference, difference.altered())).isEqualTo("65002");
        assertThat(difference.columns()).containsExactly(EventField.EVENT_DATE_TIME);
    }

    @Test
    void comparesOnlyTheWindowsOfTheBatchesOrTheTimeThatWereAskedFor() throws Exception {
        deliver();
        delete("event_id IN (65002, 65701)");
        long last = Long.parseLong(postgres.queryOne("SELECT max(batch_no) FROM postrider.relay_window"));

        assertThat(verify(new VerifyScope.Batches(1, 1)).totals().missing()).isEqualTo(1);
        assertThat(verify(new VerifyScope.Batches(last, last)).totals().missing())
                .isEqualTo(1);
        Instant first = acknowledged(1);
        Instant second = acknowledged(Long.parseLong(
                postgres.queryOne("SELECT min(batch_no) FROM postrider.relay_window WHERE id_window = 1")));
        assertThat(first).isBefore(second);
        assertThat(missing(Period.since(first))).as("the begin is in it").isEqualTo(2);
        assertThat(missing(Period.before(second))).as("the end is not in it").isEqualTo(1);
        assertThat(missing(Period.before(second.plusNanos(1_000)))).isEqualTo(2);
        Instant third = acknowledged(last);
        assertThat(missing(new Period(third, third.plusNanos(1_000))))
                .as("the last alone")
                .isEqualTo(1);
    }

    private Instant acknowledged(long batchNo) {
        return Instant.parse(
                postgres.queryOne("SELECT to_char(done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                        + " FROM postrider.relay_batch WHERE batch_no = " + batchNo));
    }

    private long missing(Period acknowledged) throws Exception {
        return verify(new VerifyScope.Acknowledged(acknowledged)).totals().missing();
    }

    @Test
    void aRepairThatWasBrokenOffIsFoundAgainByItsScope() {
        Instant begin = Instant.parse("2026-11-27T03:12:00Z");
        Instant end = Instant.parse("2026-11-28T00:00:00Z");

        assertThat(new VerifyScope.Acknowledged(Period.since(begin)).json())
                .as("as every version wrote it")
                .isEqualTo("{\"since\": \"2026-11-27T03:12:00Z\"}");
        assertThat(new VerifyScope.Acknowledged(new Period(begin, end)).json())
                .isEqualTo("{\"since\": \"2026-11-27T03:12:00Z\", \"before\": \"2026-11-28T00:00:00Z\"}");
        assertThat(new VerifyScope.Acknowledged(Period.before(end)).json())
                .isEqualTo("{\"before\": \"2026-11-28T00:00:00Z\"}");
    }

    @Test
    void bringsBackWhatIsMissingOnceAndSaysWhatElseCanBeDone() throws Exception {
        deliver();
        clickHouse.execute("INSERT INTO event_log SELECT * FROM event_log WHERE event_id = 65010");
        delete("event_id BETWEEN 65100 AND 65150 OR event_id > 65550");
        long missing = Long.parseLong(postgres.queryOne(
                "SELECT count(*) FROM postrider.event_outbox WHERE id BETWEEN 65100 AND 65150 OR id > 65550"));
        Repair repair = new Repair(pool, sink);

        RepairReport dry = repair.run(ALL, true, VerifyListener.none());
        assertThat(dry.sent()).isEqualTo(missing);
        assertThat(verify().totals().missing()).isEqualTo(missing);

        RepairReport done = repair.run(ALL, false, VerifyListener.none());
        assertThat(done.sent()).isEqualTo(missing);
        assertThat(done.notHeld()).isZero();
        assertThat(done.remaining()).isEqualTo(new VerifyReport.Totals(1, 0, 0, 1, 0, 0));
        assertThat(
                        postgres.queryOne(
                                "SELECT kind || ' ' || sent_rows || ' ' || (finished_at IS NOT NULL) FROM postrider.relay_replay"))
                .isEqualTo("repair " + missing + " true");

        assertThat(done.statements()).singleElement().satisfies(clickHouse::execute);
        OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        assertThat(verify().isClean()).isTrue();
    }

    @Test
    void bringsBackAWholeBatchAsOftenAsItIsDeleted() throws Exception {
        deliver();
        Repair repair = new Repair(pool, sink);
        for (int i = 0; i < 2; i++) {
            delete("event_id < 65536");

            assertThat(repair.run(ALL, false, VerifyListener.none()).remaining())
                    .isEqualTo(VerifyReport.Totals.NONE);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        }
    }

    @Test
    void saysWhatCannotBeBroughtBack() throws Exception {
        deliver();
        delete("event_id = 65100");
        postgres.execute("TRUNCATE postrider.event_outbox");

        RepairReport report = new Repair(pool, sink).run(ALL, false, VerifyListener.none());

        assertThat(report.sent()).isZero();
        assertThat(report.notHeld()).isEqualTo(1);
        assertThat(report.remaining().missing()).isEqualTo(1);
    }

    @Test
    void raisesNoFalseAlarmWhileEventsAreDelivered() throws Exception {
        postgres.execute("ALTER SEQUENCE postrider.event_outbox_id_seq RESTART WITH 50000");
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 15 && !done.get(); i++) {
                OutboxFixture.publishSeparately(postgres, i * 100, 100);
                OutboxFixture.publishTogether(postgres, 2_000);
            }
            done.set(true);
        });
        int runs = 0;
        try (Relay relay = start(500)) {
            OutboxFixture.publishTogether(postgres, 10);
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
            writer.start();
            while (!done.get()) {
                assertThat(verify().differences()).isEmpty();
                runs++;
            }
            writer.join();
            assertThat(verify().differences()).isEmpty();
            OutboxFixture.assertDeliveredExactly(postgres, clickHouse, SOON);
        } finally {
            done.set(true);
        }
        assertThat(runs).isPositive();
        VerifyReport report = verify();
        assertThat(report.isClean()).isTrue();
        assertThat(report.events()).isEqualTo(31_360);
    }

    @Test
    void takesNoEventsOfARelayThatWroteNoWindowsForExtra() throws Exception {
        deliver();
        postgres.execute("DELETE FROM postrider.relay_window WHERE batch_no = 2");

        VerifyReport report = verify();

        assertThat(report.differences()).isEmpty();
        assertThat(report.withoutIdWindows().first()).isEqualTo(2);
        assertThat(report.withoutIdWindows().batches()).isEqualTo(1);
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void knowsThatRefusedEventsAreNotThereUntilTheyWereRequeuedAndDelivered() throws Exception {
        sink.prepare();
        clickHouse.execute("ALTER TABLE event_log ADD CONSTRAINT good CHECK event_type != 'bad'");
        OutboxFixture.publishTogether(postgres, 20);
        postgres.execute("SELECT count(postrider.publish('bad', '{}', 'Test')) FROM generate_series(1, 3)");
        OutboxFixture.publishTogether(postgres, 20);
        try (Relay relay = start(1_000)) {
            awaitDelivered(40);
            assertThat(verify().differences()).isEmpty();
            assertThat(verify().events()).isEqualTo(40);

            clickHouse.execute("ALTER TABLE event_log DROP CONSTRAINT good");
            new DeadLetters(pool).requeue(DeadLetterFilter.ALL, Decision.UNSIGNED, count -> {});
            awaitDelivered(43);
        }

        VerifyReport report = verify();

        assertThat(report.differences()).isEmpty();
        assertThat(report.events()).isEqualTo(43);
    }

    private void awaitDelivered(long events) {
        await().atMost(SOON)
                .until(() -> postgres.queryOne("SELECT COALESCE(sum(row_count), 0) FROM postrider.relay_window")
                        .equals(Long.toString(events)));
    }

    @Test
    void leavesOutWhatWasForgotten() throws Exception {
        deliver();
        postgres.execute(
                "UPDATE postrider.outbox_origin SET first_window = 1",
                "DELETE FROM postrider.relay_window WHERE id_window = 0");

        VerifyReport report = verify();

        assertThat(report.isClean()).isTrue();
        assertThat(report.windows()).isEqualTo(1);
    }
}
