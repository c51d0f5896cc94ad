package dev.postrider.relay.tools.batches;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.AttemptOutcome;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.batches.BatchDetails.ShardDivision;
import dev.postrider.relay.tools.batches.BatchEvents.Retained;
import dev.postrider.relay.tools.batches.BatchFilter.State;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking at the ledger's batches. */
@PostriderTest
class BatchesTest {
    private final PostgresDatabase postgres;
    private final Batches batches;

    BatchesTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.batches = new Batches(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    /** One a second since the beginning of October, acknowledged after a tenth of a second, or ten seconds; each thousandth refused some. */
    private void ledgerOf(int number) {
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, planned_at, done_at,
                   row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id, dead_count)
                SELECT i, 1, '3:3:', '3:3:', '0', 0, 1000, 100000, t, t + CASE WHEN i %% 100 = 0 THEN interval '10 s' ELSE interval '100 ms' END,
                       10, 1000, 1, '3', i, true, i * 10, i, CASE WHEN i %% 1000 = 0 THEN 2 ELSE 0 END
                FROM generate_series(1, %d) i, LATERAL (SELECT timestamptz '2026-10-01 00:00Z' + i * interval '1 s' AS t) x""".formatted(number), "ANALYZE postrider.relay_batch");
    }

    private static Instant plannedAt(long batchNo) {
        return Instant.parse("2026-10-01T00:00:00Z").plusSeconds(batchNo);
    }

    private static List<Long> numbers(BatchPage page) {
        return page.batches().stream().map(BatchSummary::batchNo).toList();
    }

    private List<Long> all(BatchFilter filter, int most) throws SQLException {
        List<Long> found = new ArrayList<>();
        Long after = null;
        do {
            BatchPage page = batches.page(filter, after, most);
            assertThat(page.lookedAt()).isLessThanOrEqualTo(Batches.LOOK);
            found.addAll(numbers(page));
            after = page.next();
        } while (after != null);
        return found;
    }

    @Test
    void anEmptyLedgerHasNone() throws SQLException {
        assertThat(batches.page(BatchFilter.ALL, null, 10)).isEqualTo(new BatchPage(List.of(), 0, null));
        assertThat(batches.page(BatchFilter.ALL.withPlanned(Period.since(plannedAt(1))), null, 10)
                        .batches())
                .isEmpty();
        assertThat(batches.show(1)).isNull();
        assertThat(batches.events(1, null, 10)).isNull();
    }

    @Test
    void pagesTakeUpWhereTheOneBeforeEnded() throws SQLException {
        ledgerOf(25);

        assertThat(batches.page(BatchFilter.ALL, null, 10)).satisfies(page -> {
            assertThat(numbers(page)).startsWith(25L, 24L).endsWith(16L);
            assertThat(page.next()).isEqualTo(16);
            assertThat(page.lookedAt()).isEqualTo(10);
        });
        assertThat(all(BatchFilter.ALL, 10)).isEqualTo(down(25, 1, 1));
        assertThat(all(BatchFilter.ALL, 25)).isEqualTo(down(25, 1, 1));
        assertThatThrownBy(() -> batches.page(BatchFilter.ALL, null, 501))
                .hasMessage("501 batches were asked for, must be 1 to 500");
    }

    private static List<Long> down(long from, long to, long step) {
        return LongStream.rangeClosed(0, (from - to) / step)
                .mapToObj(i -> from - i * step)
                .toList();
    }

    @Test
    void eachFilterFindsItsBatches() throws SQLException {
        ledgerOf(2_000);
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)
                VALUES (2001, 1, '3:3:', '3:3:', '0', 0, 1000, 100000)""");

        assertThat(all(BatchFilter.ALL.withState(State.PLANNED), 10)).containsExactly(2001L);
        assertThat(all(BatchFilter.ALL.withState(State.ACKNOWLEDGED), 500)).isEqualTo(down(2_000, 1, 1));
        assertThat(all(BatchFilter.ALL.onlyWithDeadLetters(), 1)).containsExactly(2_000L, 1_000L);
        assertThat(all(BatchFilter.ALL.withSlowerThan(Duration.ofSeconds(1)).withState(State.ACKNOWLEDGED), 7))
                .isEqualTo(down(2_000, 100, 100));
        assertThat(all(BatchFilter.ALL.withPlanned(new Period(plannedAt(500), plannedAt(600))), 30))
                .isEqualTo(down(599, 500, 1));
        assertThat(all(BatchFilter.ALL.withPlanned(Period.since(plannedAt(1_999))), 30))
                .containsExactly(2_001L, 2_000L, 1_999L);
        assertThat(all(BatchFilter.ALL.withPlanned(Period.before(Instant.MIN.plusSeconds(1))), 30))
                .isEmpty();
        assertThat(all(BatchFilter.ALL.withPlanned(Period.since(Instant.MAX)), 30))
                .isEmpty();
        assertThatThrownBy(() -> BatchFilter.ALL.withSlowerThan(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchThatIsNotAcknowledgedIsAsSlowAsItHasBeenUntilNow() throws SQLException {
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, planned_at)
                VALUES (1, 1, '3:3:', '3:3:', '0', 0, 1000, 100000, now() - interval '1 hour'),
                       (2, 1, '3:3:', '3:3:', '0', 0, 1000, 100000, now())""");

        assertThat(all(BatchFilter.ALL.withSlowerThan(Duration.ofMinutes(30)), 10))
                .containsExactly(1L);
    }

    @Test
    void aLookIsBoundedAndSaysWhereToGoOn() throws SQLException {
        ledgerOf(120_000);
        BatchFilter rare = BatchFilter.ALL.withSlowerThan(Duration.ofSeconds(20));

        BatchPage first = batches.page(rare, null, 10);
        assertThat(first).isEqualTo(new BatchPage(List.of(), Batches.LOOK, 70_001L));
        assertThat(batches.page(rare, requireNonNull(first.next()), 10))
                .isEqualTo(new BatchPage(List.of(), Batches.LOOK, 20_001L));
        assertThat(batches.page(rare, 20_001L, 10)).isEqualTo(new BatchPage(List.of(), 20_000, null));
        assertThat(all(BatchFilter.ALL.onlyWithDeadLetters(), 3)).isEqualTo(down(120_000, 1_000, 1_000));
        assertThat(batches.page(BatchFilter.ALL.withPlanned(new Period(plannedAt(500), plannedAt(502))), null, 10))
                .as("found by the time, not by looking at all before it")
                .satisfies(page -> assertThat(numbers(page)).containsExactly(501L, 500L));
        for (BatchFilter filter : List.of(
                BatchFilter.ALL,
                rare,
                BatchFilter.ALL.withState(State.PLANNED),
                BatchFilter.ALL.onlyWithDeadLetters(),
                BatchFilter.ALL.withPlanned(Period.before(plannedAt(60_000))))) {
            // a twentieth of a second on a quiet machine
            assertThat(quickest(filter)).as(filter.toString()).isLessThan(Duration.ofMillis(250));
        }
    }

    private Duration quickest(BatchFilter filter) throws SQLException {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            batches.page(filter, null, 500);
            quickest = Math.min(quickest, System.nanoTime() - began);
        }
        return Duration.ofNanos(quickest);
    }

    @Test
    void aBatchIsShownWithItsPlanTermDivisionsAndDeadLetters() throws SQLException {
        ledgerOf(3);
        postgres.execute(
                "INSERT INTO postrider.relay_term (fence, owner) VALUES (7, 'relay-7')",
                """
                UPDATE postrider.relay_batch SET fence = 7, snap_old = '10:12:10', snap_new = '20:20:', start_txid = '11', start_id = 5,
                  token = decode(repeat('ab', 32), 'hex'), shards = 2, dead_count = 2, may_be_refused_whole = true WHERE batch_no = 3""",
                "INSERT INTO postrider.relay_division (batch_no, shard, division_no, parts, way, value)"
                        + " VALUES (3, 1, 1, '{1}', 'halves', 0), (3, 0, 1, '{1}', 'row', 4), (3, 0, 2, '{2,3}', 'alone', 0)",
                """
                INSERT INTO postrider.dead_letter
                  (event_id, txid, event_type, event_date_time, environment, event_context, metadata_version, batch_no, reason, discarded_at)
                VALUES (1, '11', 'x', '2026-01-01 00:00Z', 'T', '{}', 1, 3, 'bad', now()),
                       (2, '11', 'x', '2026-01-01 00:00Z', 'T', '{}', 1, 3, 'bad', NULL)""");

        BatchDetails batch = requireNonNull(batches.show(3));

        assertThat(batch.summary().batchNo()).isEqualTo(3);
        assertThat(batch.summary().state()).isEqualTo(State.ACKNOWLEDGED);
        assertThat(batch.summary().refused()).isEqualTo(2);
        assertThat(batch.openDeadLetters()).isEqualTo(1);
        assertThat(batch.relay()).isEqualTo("relay-7");
        assertThat(batch.plan().seenFrom()).hasToString("10:12:10");
        assertThat(batch.plan().seenTo()).hasToString("20:20:");
        assertThat(batch.plan().start()).isEqualTo(new Position(11, 5));
        assertThat(batch.plan().bounds().rows()).isEqualTo(1_000);
        assertThat(batch.plan().shards()).isEqualTo(2);
        assertThat(batch.token()).isEqualTo("ab".repeat(32));
        assertThat(batch.end()).isEqualTo(new Position(3, 3));
        assertThat(batch.isExhausted()).isTrue();
        assertThat(batch.mayBeRefusedWhole()).isTrue();
        assertThat(batch.isOfEarlierIdentity()).isFalse();
        assertThat(batch.divisionCount()).isEqualTo(3);
        assertThat(batch.divisions())
                .containsExactly(
                        new ShardDivision(0, List.of(1), "row", 4),
                        new ShardDivision(0, List.of(2, 3), "alone", 0),
                        new ShardDivision(1, List.of(1), "halves", 0));
        assertThat(requireNonNull(batches.show(2)).relay())
                .as("a term that is forgotten")
                .isNull();
    }

    private List<Retained> events(long batchNo, int most) throws SQLException {
        List<Retained> found = new ArrayList<>();
        Position after = null;
        do {
            BatchEvents page = requireNonNull(batches.events(batchNo, after, most));
            assertThat(page.unknown()).isNull();
            found.addAll(page.events());
            after = page.next();
        } while (after != null);
        return found;
    }

    /** Two batches within one pair of snapshots: the first ends in the middle. */
    private void twoBatches(int ofTheFirst, int ofBoth) {
        OutboxFixture.publishTogether(postgres, ofBoth);
        postgres.execute("""
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, done_at,
                   row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id)
                SELECT 1, 1, '3:3:', pg_current_snapshot(), '0', 0, 1000, 1000000, now(), %1$d, 100, 1, e.txid, e.id, false, %1$d, e.id
                FROM (SELECT txid, id FROM postrider.event_outbox ORDER BY txid, id OFFSET %1$d - 1 LIMIT 1) e""".formatted(ofTheFirst), """
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)
                SELECT 2, 1, b.snap_old, b.snap_new, b.end_txid, b.end_id, 1000, 1000000 FROM postrider.relay_batch b""");
    }

    @Test
    void aBatchsEventsAreReadPageByPageUpToItsEnd() throws SQLException {
        twoBatches(25, 40);

        assertThat(events(1, 10))
                .hasSize(25)
                .extracting(event -> event.at().id())
                .doesNotHaveDuplicates();
        assertThat(events(1, 500)).hasSize(25).allSatisfy(event -> {
            assertThat(event.type()).isEqualTo("thing_happened");
            assertThat(event.time()).isBetween(Instant.now().minusSeconds(600), Instant.now());
            assertThat(event.contextBytes()).isPositive();
        });
        assertThat(events(2, 500)).as("planned, and read to the end").hasSize(15);
        assertThat(batches.events(2, null, 10)).isNotNull().satisfies(page -> {
            assertThat(page.events()).hasSize(10);
            assertThat(page.next()).isNull();
            assertThat(page.unknown()).isEqualTo("where it ends is known when it is acknowledged");
        });
    }

    @Test
    void whatTheOutboxDoesNotRetainIsNotThereAndNoOtherBatchsEventsAreInItsPlace() throws SQLException {
        twoBatches(25, 40);
        postgres.execute("TRUNCATE postrider.event_outbox");
        OutboxFixture.publishTogether(postgres, 10);

        assertThat(events(1, 10)).isEmpty();
        assertThat(unknown(1)).isNull();
    }

    private @Nullable String unknown(long batchNo) throws SQLException {
        return requireNonNull(batches.events(batchNo, null, 10)).unknown();
    }

    @Test
    void ofABatchFromBeforeARestoreTheEventsAreNotKnown() throws SQLException {
        twoBatches(25, 40);
        postgres.execute("INSERT INTO postrider.outbox_life (system_identifier, timeline, what, first_batch_no)"
                + " VALUES (1, 1, 'rebase', 2)");

        assertThat(requireNonNull(batches.show(1)).isOfEarlierIdentity()).isTrue();
        assertThat(unknown(1)).isEqualTo("it was delivered before a restore or a promotion");
    }

    @Test
    void whereTheLedgerIsDoubtedTheEventsAreNotKnown() throws SQLException {
        twoBatches(25, 40);
        postgres.execute("DELETE FROM postrider.relay_batch WHERE batch_no = 2");
        OutboxFixture.moveToAnotherCluster(postgres);

        assertThat(unknown(1)).isNotNull();
    }

    @Test
    void theAttemptsOfABatchAreThoseOfItsPlanOrToldByItsRow() throws SQLException {
        ledgerOf(4);
        postgres.execute(
                "UPDATE postrider.relay_batch SET attempts = 7 WHERE batch_no = 2",
                "UPDATE postrider.relay_batch SET attempts = 0 WHERE batch_no = 3",
                "INSERT INTO postrider.relay_batch (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit)"
                        + " SELECT 5, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit FROM postrider.relay_batch"
                        + " WHERE batch_no = 4");

        BatchAttempts told = attempts(1);
        assertThat(told.isDerived()).isTrue();
        assertThat(told.kept()).singleElement().satisfies(only -> {
            assertThat(only.beganAt()).isEqualTo(plannedAt(1));
            assertThat(only.took()).isEqualTo(Duration.ofMillis(100));
        });
        assertThat(attempts(2).remark()).startsWith("It was sent 7 times, of which none is kept");
        assertThat(attempts(3).remark()).isEqualTo("Nothing was sent.");
        assertThat(attempts(5).remark()).startsWith("No attempt has failed");

        postgres.execute("""
                INSERT INTO postrider.relay_attempt
                  (batch_no, planned_at, number, relay, shard, part, row_count, began_at, ended_at, endpoint, outcome, code, reason)
                SELECT batch_no, planned_at + e, n, 'other', 0, 1, 10, planned_at, planned_at + interval '2 s', 'here', 'too_large', 241,
                       CASE WHEN e = interval '0' THEN 'of this plan' ELSE 'of a plan that was given up' END
                FROM postrider.relay_batch, unnest(ARRAY[1, 2, 9]) n, unnest(ARRAY[interval '0', interval '-1 h']) e
                WHERE batch_no = 1""");

        BatchAttempts kept = attempts(1);
        assertThat(kept.isDerived()).isFalse();
        assertThat(kept.kept()).hasSize(3).allSatisfy(attempt -> {
            assertThat(attempt.reason()).isEqualTo("of this plan");
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.TOO_LARGE);
            assertThat(attempt.relay()).isEqualTo("other");
        });
        assertThat(kept.leftOut()).isEqualTo(6);
        assertThat(kept.remark()).isEqualTo("It was delivered after them, by a send that is not kept.");
    }

    private BatchAttempts attempts(long batchNo) throws SQLException {
        return requireNonNull(batches.show(batchNo)).attempts();
    }
}
