package dev.postrider.relay.tools.rebase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class RebaseTest {
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private final ClickHouseSink sink;
    private final Rebase rebase;

    RebaseTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
        this.sink = OutboxFixture.sink(clickHouse);
        this.rebase = new Rebase(postgres.dataSource(), sink.eventLog(), Duration.ofMillis(1_100));
        OutboxFixture.makeOutbox(postgres);
        OutboxFixture.publishTogether(postgres, 10);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void isRefusedWhileARelayIsActive() {
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'another', lease_until = now() + interval '1 min'");

        assertThatThrownBy(rebase::run)
                .isInstanceOf(RebaseRefusedException.class)
                .hasMessageContaining("a relay has been active for the 1 s");
        assertThat(batches()).isEqualTo("0");
    }

    @Test
    void isRefusedWhileATransactionThatHasPublishedStaysOpenAndLetsWritersGoOnAfterwards() throws Exception {
        try (Connection open = postgres.connect();
                Statement writer = open.createStatement()) {
            open.setAutoCommit(false);
            writer.execute("SELECT postrider.publish('held', '{}', 'Test')");

            assertThatThrownBy(rebase::run)
                    .isInstanceOf(RebaseRefusedException.class)
                    .hasMessageContaining("stayed open for 1 s", "pg_prepared_xacts");
            OutboxFixture.publishTogether(postgres, 1);
            open.commit();
        }
        assertThat(batches()).isEqualTo("0");
        assertThat(rebase.run().kept()).isEqualTo(12);
        assertThat(batches()).isEqualTo("1");
    }

    @Test
    void isDoneWhileDeliveryIsPausedAndLeavesItPaused() throws Exception {
        postgres.execute("SELECT postrider.pause_delivery('ann', 'a backup is restored')");

        assertThat(rebase.run().kept()).isEqualTo(10);

        assertThat(batches()).isEqualTo("1");
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.delivery_pause WHERE resumed_at IS NULL"))
                .isEqualTo("1");
    }

    @Test
    void keepsEverythingWhereTheIdSequenceIsBehindTheLedger() throws Exception {
        // Delivered, and then published again with the ids that a sequence left behind hands out.
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 1000");

        assertThat(rebase.plan())
                .extracting(RebasePlan::keepsAll, RebasePlan::kept)
                .containsExactly(true, 10L);
        assertThat(rebase.run().kept()).isEqualTo(10);
        OutboxFixture.publishTogether(postgres, 1);
        assertThat(postgres.queryOne("SELECT max(id) > 1000 FROM postrider.event_outbox"))
                .isEqualTo("t");
    }

    @Test
    void keepsWhatWasRequeuedOnceAndLeavesWhatWasRefusedToItsLetter() throws Exception {
        sink.prepare();
        letters("3, 4");
        DeadLetters letters = new DeadLetters(postgres.dataSource());
        DeadLetterFilter third = DeadLetterFilter.ofEvents(List.of(3L));
        letters.requeue(third, Decision.UNSIGNED, requeued -> {});
        // Refused again, as the relay writes it.
        postgres.execute("UPDATE postrider.dead_letter SET txid = (SELECT txid FROM postrider.event_outbox WHERE id = 3"
                + " ORDER BY txid DESC LIMIT 1), times = 2, requeued_at = NULL WHERE event_id = 3");
        letters.requeue(third, Decision.UNSIGNED, requeued -> {});
        OutboxFixture.noteDelivery(postgres, Instant.now());
        hold("id NOT IN (3, 4)");

        assertThat(rebase.plan())
                .extracting(RebasePlan::kept, RebasePlan::dropped, RebasePlan::deadLetters)
                .containsExactly(1L, 8L, 1L);
        assertThat(rebase.run().kept()).isEqualTo(1);
        assertThat(ids()).isEqualTo("3");
    }

    @Test
    void dropsNothingThatTheEventLogDoesNotHoldWhateverTheLedgerSays() throws Exception {
        sink.prepare();
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 10");
        hold("id <= 4");
        // Of another outbox, and an event of the same id at another time.
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment, event_context,"
                + " metadata_version, event_id, outbox) SELECT event_type, event_date_time, 'Test', '{}', 1, 5, 'another'"
                + " FROM event_log WHERE event_id = 4");
        clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment, event_context,"
                + " metadata_version, event_id, outbox) SELECT event_type, event_date_time + 1, 'Test', '{}', 1, 6, outbox"
                + " FROM event_log WHERE event_id = 4");

        assertThat(rebase.run())
                .extracting(RebasePlan::kept, RebasePlan::dropped)
                .containsExactly(6L, 4L);
        assertThat(ids()).isEqualTo("5,6,7,8,9,10");
    }

    @Test
    void putsEventsOfOneIdBackUnderTransactionsOfTheirOwn() throws Exception {
        postgres.execute("""
                INSERT INTO postrider.event_outbox (id, event_type, environment, event_context) OVERRIDING SYSTEM VALUE
                SELECT 1 + n % 5, 'old', 'Test', json_build_object('n', n) FROM generate_series(1, 10) n""");

        assertThat(rebase.run().kept()).isEqualTo(20);
        assertThat(postgres.query("SELECT count(*), count(DISTINCT (txid, id)), count(DISTINCT txid) FROM"
                        + " postrider.event_outbox"))
                .containsExactly(List.of("20", "20", "3"));
        // Behind the mark, and seen by whoever plans next.
        assertThat(postgres.queryOne("SELECT bool_and(NOT pg_visible_in_snapshot(e.txid, b.snap_new)"
                        + " AND pg_visible_in_snapshot(e.txid, pg_current_snapshot()))"
                        + " FROM postrider.event_outbox e, postrider.relay_batch b"))
                .isEqualTo("t");
    }

    @Test
    void keepsWhatTheLedgerHasNoWindowOfWhereTheEventLogCannotBeAsked() throws Exception {
        OutboxFixture.noteDelivery(postgres, Instant.now());
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 10", """
                INSERT INTO postrider.relay_window (id_window, batch_no, row_count, sums, ids, first_time, last_time)
                SELECT 0, 1, 4, decode(repeat('00', 48), 'hex'), '', min(event_date_time), max(event_date_time)
                FROM postrider.event_outbox WHERE id <= 4""");

        assertThat(rebase.run())
                .extracting(RebasePlan::kept, RebasePlan::dropped, RebasePlan::canAsk)
                .containsExactly(6L, 4L, false);
        assertThat(ids()).isEqualTo("5,6,7,8,9,10");
    }

    @Test
    void letsABrokenOffReplayBeginAnewSinceTheEventsHaveOtherPlaces() throws Exception {
        postgres.execute("INSERT INTO postrider.relay_replay (kind, target, criteria, at_txid, at_id)"
                + " VALUES ('replay', 'unfinished', '{}', '9000000', 5)");

        rebase.run();

        assertThat(postgres.query("SELECT at_txid, at_id FROM postrider.relay_replay"))
                .containsExactly(List.of("0", "0"));
    }

    private void letters(String ids) {
        postgres.execute("""
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason)
                SELECT id, txid, event_type, event_date_time, environment, event_context, metadata_version, 1, 'bad'
                FROM postrider.event_outbox WHERE id IN (%s)""".formatted(ids));
        postgres.execute("UPDATE postrider.outbox_origin SET max_id_acknowledged = 10");
    }

    /** Puts events into the event log, as a relay has. */
    private void hold(String which) {
        postgres.query(
                        "SELECT id, (extract(epoch FROM event_date_time) * 1000000)::bigint FROM postrider.event_outbox WHERE "
                                + which)
                .forEach(row -> clickHouse.execute("INSERT INTO event_log (event_type, event_date_time, environment,"
                        + " event_context, metadata_version, event_id, outbox) SELECT 'thing_happened',"
                        + " fromUnixTimestamp64Micro(" + row.get(1) + "), 'Test', '{}', 1, " + row.get(0) + ", '"
                        + postgres.name() + "'"));
    }

    private String ids() {
        return postgres.queryOne("SELECT string_agg(id::text, ',' ORDER BY id) FROM postrider.event_outbox");
    }

    @Test
    void keepsWhoOrderedItAndWhy() throws Exception {
        rebase.run(new Decision("ann", "restored the backup of Monday"));

        assertThat(postgres.queryOne(
                        "SELECT ordered_by || ': ' || note FROM postrider.outbox_life WHERE what = 'rebase'"))
                .isEqualTo("ann: restored the backup of Monday");
    }

    private String batches() {
        return postgres.queryOne("SELECT count(*) FROM postrider.relay_batch");
    }
}
