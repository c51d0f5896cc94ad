package dev.postrider.relay.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.batch.Snapshot;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class LedgerTest {
    private static final BatchBounds BOUNDS = new BatchBounds(100, 1_000_000);
    private static final String TOKEN = "ab".repeat(32);

    @BeforeEach
    void makeOutbox(PostgresDatabase postgres) {
        OutboxFixture.makeOutbox(postgres);
        holdLease(postgres, 1);
    }

    private static void holdLease(PostgresDatabase postgres, long fence) {
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'holder', fence = " + fence);
    }

    private static Acknowledgement done(BatchPlan plan, BatchContent content, int attempts, LedgerTotals totals) {
        return new Acknowledgement(plan, content, attempts, totals);
    }

    private static BatchContent content(int rows, boolean exhausted) {
        BitSet ids = new BitSet();
        ids.set(1, rows + 1);
        IdWindow window =
                new IdWindow(0, rows, ContentSums.NONE, IdSet.of(ids), Instant.EPOCH, Instant.EPOCH.plusSeconds(rows));
        return new BatchContent(rows, rows * 10L, TOKEN, new Position(77, rows), exhausted, 1, rows, List.of(window));
    }

    @Test
    void findsAPlanAgainExactlyAsItWasWritten(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);

        BatchPlan plan = ledger.planNext(null, BOUNDS);

        assertThat(plan.batchNo()).isEqualTo(1);
        assertThat(plan.seenFrom()).isEqualTo(Snapshot.NOTHING);
        assertThat(new Ledger(postgres.dataSource(), 1).takeOver().planned())
                .extracting(LedgerPage.Unfinished::plan)
                .containsExactly(plan);
    }

    @Test
    void takesOverHowARelayOfAnEarlierVersionHalvedABatch(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, BOUNDS);
        ledger.divide(plan, 0, 1, List.of(Division.alone(1)));
        // The earlier version came last: the whole, its first half, and the second half of that.
        postgres.execute("UPDATE postrider.relay_batch SET split_parts = '{1,2,5}'");

        List<Division> halves = List.of(Division.halves(1), Division.halves(2), Division.halves(5));
        for (int again = 1; again <= 2; again++) {
            assertThat(ledger.takeOver().planned())
                    .extracting(LedgerPage.Unfinished::divisions)
                    .containsExactly(Map.of(0, halves));
        }
        ledger.forgetDivisions(plan, 0);
        assertThat(ledger.takeOver().planned())
                .extracting(LedgerPage.Unfinished::divisions)
                .containsExactly(Map.of());
    }

    @Test
    void goesOnBetweenTheSameSnapshotsUntilTheyAreExhausted(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan first = ledger.planNext(null, BOUNDS);

        BatchPlan rest = ledger.planRest(first, new Position(5, 100), BOUNDS);
        BatchPlan next = ledger.planNext(rest, BOUNDS);

        assertThat(rest).isEqualTo(new BatchPlan(2, first.seenFrom(), first.seenTo(), new Position(5, 100), BOUNDS));
        assertThat(next.batchNo()).isEqualTo(3);
        assertThat(next.seenFrom()).isEqualTo(first.seenTo());
        assertThat(next.start()).isEqualTo(Position.START);
    }

    @Test
    void remembersWhereTheNewestAcknowledgedBatchEnded(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, BOUNDS);

        ledger.acknowledge(done(plan, content(100, false), 3, new LedgerTotals(100, 100)));

        LedgerPage page = ledger.takeOver();
        assertThat(page.planned()).isEmpty();
        assertThat(page.lastDone())
                .isEqualTo(new LedgerPage.Done(plan, new Position(77, 100), false, new LedgerTotals(100, 100)));
        assertThat(ledger.origin().maxIdAcknowledged()).isEqualTo(100);
        assertThat(postgres.queryOne("SELECT attempts || ' ' || encode(token, 'hex') FROM postrider.relay_batch"))
                .isEqualTo("3 " + TOKEN);
    }

    @Test
    void keepsWhatABatchDeliveredByWindowOfIds(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, BOUNDS);

        ledger.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(5, 5)));

        assertThat(postgres.query("""
                SELECT id_window, batch_no, row_count, encode(ids, 'hex'), length(sums), last_time = to_timestamp(5)
                FROM postrider.relay_window""")).containsExactly(List.of("0", "1", "5", "013e", "48", "t"));
    }

    @Test
    void forgetsWindowsOnlyWhole(PostgresDatabase postgres) {
        postgres.execute("""
                INSERT INTO postrider.relay_window
                SELECT w, b, 1, decode(repeat('00', 48), 'hex'), '\\x00', now(), now()
                FROM (VALUES (0, 1), (0, 2), (1, 2), (1, 3), (2, 3)) AS touched (w, b)""");

        assertThat(postgres.queryOne("SELECT postrider.forget_windows(2)")).isEqualTo("0");
        assertThat(postgres.queryOne("SELECT postrider.forget_windows(3)")).isEqualTo("2");
        assertThat(postgres.queryOne("SELECT first_window FROM postrider.outbox_origin"))
                .isEqualTo("1");
        assertThat(postgres.queryOne("SELECT postrider.forget_windows(4)")).isEqualTo("3");
        assertThat(postgres.queryOne("SELECT first_window FROM postrider.outbox_origin"))
                .isEqualTo("3");
    }

    @Test
    void confirmsABatchOnlyWhileItIsUnderWayUnderTheSameFence(PostgresDatabase postgres) throws SQLException {
        Ledger stale = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = stale.planNext(null, BOUNDS);
        confirm(stale, plan, postgres);
        holdLease(postgres, 2);
        Ledger fresh = new Ledger(postgres.dataSource(), 2);
        fresh.takeOver();

        assertThatThrownBy(() -> confirm(stale, plan, postgres)).isInstanceOf(FenceLostException.class);
        confirm(fresh, plan, postgres);
        fresh.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(5, 5)));
        assertThatThrownBy(() -> confirm(fresh, plan, postgres)).isInstanceOf(FenceLostException.class);
    }

    private static void confirm(Ledger ledger, BatchPlan plan, PostgresDatabase postgres) throws SQLException {
        try (Connection connection = postgres.connect()) {
            ledger.confirm(connection, plan);
        }
    }

    /** As it is asked when a batch was read: in the transaction that read it. */
    @Test
    void confirmsNoBatchThatWasTakenOverWhileItWasRead(PostgresDatabase postgres) throws SQLException {
        OutboxFixture.publishTogether(postgres, 10);
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, BOUNDS);
        OutboxReader reader = new OutboxReader(postgres.dataSource(), "test");
        AtomicInteger rows = new AtomicInteger();

        assertThatThrownBy(() -> reader.read(
                        plan,
                        (txid, row, offset, length) -> {
                            if (rows.incrementAndGet() == 5) {
                                takeOver(postgres);
                            }
                        },
                        connection -> ledger.confirm(connection, plan)))
                .isInstanceOf(FenceLostException.class);
        assertThat(rows).hasValue(10);
    }

    private static void takeOver(PostgresDatabase postgres) {
        holdLease(postgres, 2);
        try {
            new Ledger(postgres.dataSource(), 2).takeOver();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsNobodyPlanUnderAnOldFence(PostgresDatabase postgres) {
        Ledger stale = new Ledger(postgres.dataSource(), 1);
        holdLease(postgres, 2);

        assertThatThrownBy(() -> stale.planNext(null, BOUNDS))
                .isInstanceOf(FenceLostException.class)
                .hasMessageContaining("fence 1");
        assertThatThrownBy(stale::takeOver).isInstanceOf(FenceLostException.class);
        assertThat(postgres.queryOne("SELECT count(*) FROM postrider.relay_batch"))
                .isEqualTo("0");
    }

    @Test
    void letsNobodyAcknowledgeWhatAnotherTookOver(PostgresDatabase postgres) throws SQLException {
        Ledger stale = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = stale.planNext(null, BOUNDS);
        holdLease(postgres, 2);
        Ledger fresh = new Ledger(postgres.dataSource(), 2);
        fresh.takeOver();

        assertThatThrownBy(() -> stale.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(5, 5))))
                .isInstanceOf(FenceLostException.class)
                .hasMessageContaining("acknowledging batch 1");
        assertThat(fresh.takeOver().planned())
                .extracting(LedgerPage.Unfinished::plan)
                .containsExactly(plan);

        fresh.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(5, 5)));
        assertThat(fresh.takeOver().planned()).isEmpty();
    }

    @Test
    void walksPastNoBatchThatIsDoneHoweverLongASnapshotIsHeld(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        long batches = 100;
        // Once it is analyzed, so small a table may be read whole.
        postgres.execute("ALTER TABLE postrider.relay_batch SET (autovacuum_enabled = false)");
        try (Connection held = postgres.connect()) {
            held.setAutoCommit(false);
            held.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            held.createStatement().execute("SELECT count(*) FROM postrider.relay_batch");
            BatchPlan plan = null;
            for (int i = 1; i <= batches; i++) {
                plan = ledger.planNext(plan, BOUNDS);
                ledger.acknowledge(done(plan, content(1, true), 1, new LedgerTotals(i, i)));
            }
        }

        // Sessions tell what they read a little later.
        await().atMost(Duration.ofMinutes(1)).until(() -> read(postgres, "idx_scan") >= 2 * batches);
        assertThat(read(postgres, "idx_tup_read")).isLessThan(10 * batches);
    }

    private static long read(PostgresDatabase postgres, String what) {
        return Long.parseLong(
                postgres.queryOne("SELECT sum(" + what + ") FROM pg_stat_user_indexes WHERE relname = 'relay_batch'"));
    }

    @Test
    void acknowledgesInOrderOnly(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan first = ledger.planNext(null, BOUNDS);
        BatchPlan second = ledger.planNext(first, BOUNDS);

        assertThatThrownBy(() -> ledger.acknowledge(done(second, content(5, true), 1, new LedgerTotals(5, 5))))
                .isInstanceOf(FenceLostException.class);
        ledger.acknowledge(done(first, content(5, true), 1, new LedgerTotals(5, 5)));
        ledger.acknowledge(done(second, content(5, true), 1, new LedgerTotals(10, 5)));

        assertThat(ledger.takeOver().planned()).isEmpty();
    }

    @Test
    void acknowledgesABatchOnlyOnce(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, BOUNDS);
        ledger.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(5, 5)));

        assertThatThrownBy(() -> ledger.acknowledge(done(plan, content(5, true), 1, new LedgerTotals(10, 5))))
                .isInstanceOf(FenceLostException.class);
    }

    @Test
    void namesTheOutboxUntilSomethingWasPlannedUnderItsName(PostgresDatabase postgres) throws SQLException {
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        assertThat(ledger.origin().outbox()).isEqualTo(postgres.name());

        assertThat(ledger.nameOutbox("orders")).isTrue();
        ledger.planNext(null, BOUNDS);

        assertThat(ledger.nameOutbox("other")).isFalse();
        assertThat(ledger.origin().outbox()).isEqualTo("orders");
    }
}
