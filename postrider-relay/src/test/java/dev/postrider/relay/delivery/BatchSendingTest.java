package dev.postrider.relay.delivery;

import static dev.postrider.relay.delivery.ScriptedSink.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchContent;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.batch.Division;
import dev.postrider.relay.batch.RefusedEvent;
import dev.postrider.relay.delivery.Delivery.Past;
import dev.postrider.relay.delivery.Delivery.Sent;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.lease.FenceLostException;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.relay.read.OutboxReader;
import dev.postrider.relay.settings.RelaySettings.Backoff;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The states of a batch, as {@link BatchSending} has them in its table: row by row, on a real ledger and a scripted sink. */
@PostriderTest
class BatchSendingTest {
    private static final int ROWS = 8;
    /** More than may all be bad in a table that took others. */
    private static final int MANY = 20;

    private static final String CONFIRMED = "the lease is confirmed";
    private static final RelayClock CLOCK = RelayClock.system();
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));

    private final PostgresDatabase postgres;
    private final ScriptedSink sink = new ScriptedSink();
    private final TableHistories histories = new TableHistories(1);
    private final TableHistory history = histories.of(0);
    private final StopSignal pauses = new StopSignal();
    private LeaseGuard lease = () -> sink.happened.add(CONFIRMED);
    private IntSupplier letOthersPast = () -> 0;

    BatchSendingTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void beginATerm() {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'holder', fence = 1");
        history.begin(sink.definition, null);
    }

    // An earlier term may have sent it

    @Test
    void waitsForAnEarlierTermsInsertsAsksWhatIsStoredAndSendsTheRest() throws SQLException {
        sink.isAtWorkFor(1);
        sink.store(rows(0, 3));

        deliver(ROWS, true);

        assertThat(sink.happened)
                .startsWith(ScriptedSink.AT_WORK, ScriptedSink.IDLE, ScriptedSink.IDLE, ScriptedSink.ASKED)
                .endsWith("inserts {3, 4, 5, 6, 7}");
        assertThat(sink.inserts).hasSize(1);
    }

    @Test
    void sendsNothingOfWhatAnEarlierTermHasStored() throws SQLException {
        sink.store(rows(0, ROWS));

        deliver(ROWS, true);

        assertThat(sink.inserts).isEmpty();
    }

    // Sending a part

    @Test
    void confirmsTheLeaseRightBeforeTheInsertAndAsksNothingOfABatchThatIsNew() throws SQLException {
        deliver(ROWS, false);

        assertThat(sink.happened).containsExactly(ScriptedSink.LOOKS, CONFIRMED, "inserts {0, 1, 2, 3, 4, 5, 6, 7}");
    }

    @Test
    void sendsNothingOnceTheLeaseIsLost() {
        lease = () -> {
            throw new FenceLostException(1, "about to send a batch");
        };

        assertThatThrownBy(() -> deliver(ROWS, false)).isInstanceOf(FenceLostException.class);
        assertThat(sink.inserts).isEmpty();
    }

    @Test
    void sendsTheNextPartWhenOneIsStored() throws SQLException {
        deliver(ROWS, true, Division.halves(1));

        assertThat(sink.inserts)
                .extracting(ScriptedSink.Insert::rows)
                .containsExactly(rows(0, ROWS / 2), rows(ROWS / 2, ROWS));
        assertThat(sink.inserts).extracting(ScriptedSink.Insert::token).doesNotHaveDuplicates();
    }

    @Test
    void sendsTheSameAgainWhenTheSinkIsUnavailableAndAsksNothing() throws SQLException {
        sink.nextIsUnavailable();
        sink.nextIsUnavailable();

        deliver(ROWS, false);

        assertThat(sink.inserts).hasSize(3);
        assertThat(sink.inserts.stream().distinct()).hasSize(1);
        assertThat(sink.happened)
                .doesNotContain(ScriptedSink.AT_WORK, ScriptedSink.IDLE, ScriptedSink.ASKED)
                .containsSubsequence(CONFIRMED, "inserts {0, 1, 2, 3, 4, 5, 6, 7}", CONFIRMED);
    }

    @Test
    void dividesWhatIsRefusedDownToTheBadRowAndWritesEachDivisionBeforeItsParts() throws SQLException {
        sink.bad.set(5);
        List<Integer> divisions = new ArrayList<>();
        sink.beforeInsert = rows -> divisions.add(divisionsInLedger());

        Sent sent = deliver(ROWS, false);

        assertThat(sent.refused()).extracting(RefusedEvent::eventId).containsExactly(6L);
        assertThat(sink.inserts.get(0).rows()).isEqualTo(rows(0, ROWS));
        assertThat(divisions)
                .as("at the whole, its first half, and the quarters")
                .startsWith(0, 1, 2);
        assertThat(sink.inserts)
                .extracting(insert -> insert.rows().cardinality())
                .endsWith(1, 1, 2);
    }

    @Test
    void sendsTheSameAgainWhatWasTooLargeOnce() throws SQLException {
        sink.nextIsTooLarge();

        deliver(ROWS, false);

        assertThat(sink.inserts).hasSize(2);
        assertThat(sink.inserts.stream().distinct()).hasSize(1);
        assertThat(divisionsInLedger()).isZero();
    }

    @Test
    void dividesWhatWasTooLargeTwiceOnceItIsKnownWhatIsStored() throws SQLException {
        sink.nextIsTooLarge();
        sink.nextIsTooLarge();

        deliver(ROWS, false);

        assertThat(sink.inserts)
                .extracting(ScriptedSink.Insert::rows)
                .containsExactly(rows(0, ROWS), rows(0, ROWS), rows(0, ROWS / 2), rows(ROWS / 2, ROWS));
        assertThat(sink.happened)
                .containsSubsequence(
                        "inserts {0, 1, 2, 3, 4, 5, 6, 7}",
                        "inserts {0, 1, 2, 3, 4, 5, 6, 7}",
                        ScriptedSink.IDLE,
                        ScriptedSink.ASKED,
                        "inserts {0, 1, 2, 3}");
        assertThat(divisionsInLedger()).isEqualTo(1);
    }

    // In doubt

    @Test
    void waitsForTheEndOfAnInsertWithoutAnOutcomeAndSendsTheSameAgainWhereItsTokenIsRemembered() throws SQLException {
        sink.nextStoresUnheard(rows(0, ROWS));
        sink.afterInsert = rows -> sink.isAtWorkFor(sink.inserts.size() == 1 ? 1 : 0);

        deliver(ROWS, false);

        assertThat(sink.happened)
                .containsExactly(
                        ScriptedSink.LOOKS,
                        CONFIRMED,
                        "inserts {0, 1, 2, 3, 4, 5, 6, 7}",
                        ScriptedSink.AT_WORK,
                        ScriptedSink.IDLE,
                        ScriptedSink.IDLE,
                        ScriptedSink.LOOKS,
                        CONFIRMED,
                        "inserts {0, 1, 2, 3, 4, 5, 6, 7}");
        assertThat(sink.inserts.stream().distinct()).hasSize(1);
    }

    @Test
    void sendsWhatIsNotStoredUnderTheSameTokenWhereTheSinkHasForgottenIt() throws SQLException {
        sink.remembers = false;
        sink.nextStoresUnheard(rows(0, 3));

        deliver(ROWS, false);

        assertThat(sink.inserts).extracting(ScriptedSink.Insert::rows).containsExactly(rows(0, ROWS), rows(3, ROWS));
        assertThat(sink.inserts.stream().map(ScriptedSink.Insert::token).distinct())
                .hasSize(1);
    }

    @Test
    void sendsNothingAgainOfWhatIsStoredWhereTheSinkHasForgottenIt() throws SQLException {
        sink.remembers = false;
        sink.nextStoresUnheard(rows(0, ROWS));

        deliver(ROWS, false);

        assertThat(sink.inserts).hasSize(1);
    }

    // All that was tried is refused

    @Test
    void letsOthersPastAWhollyRefusedBatchAndTakesItForBadOnceTheTableTookThem() throws SQLException {
        sink.bad.set(0, MANY);
        AtomicInteger times = new AtomicInteger();
        letOthersPast = () -> {
            assertThat(times).as("once is enough").hasValue(0);
            history.accepts(CLOCK.nanos());
            return times.incrementAndGet();
        };

        Sent sent = deliver(MANY, false);

        assertThat(times).hasValue(1);
        assertThat(sent.refused()).hasSize(MANY);
    }

    @Test
    void triesAWhollyRefusedBatchAgainAsAWhole() throws SQLException {
        sink.bad.set(0, MANY);
        letOthersPast = () -> {
            assertThat(divisionsInLedger()).isZero();
            sink.bad.clear();
            return 0;
        };

        Sent sent = deliver(MANY, false);

        assertThat(sent.refused()).isEmpty();
        assertThat(sink.inserts.get(sink.inserts.size() - 1)).isEqualTo(sink.inserts.get(0));
    }

    // Each row is stored or refused

    @Test
    void isDoneWhenTheTableIsAsItWasWhenItRefused() throws SQLException {
        sink.bad.set(5);
        sink.bad.set(ROWS - 1);

        deliver(ROWS, false);

        int last = sink.happened.lastIndexOf("inserts {7}");
        assertThat(sink.happened.subList(last + 1, sink.happened.size())).containsOnly(ScriptedSink.LOOKED_AT);
    }

    @Test
    void triesRefusedRowsAgainWhenTheTableIsAnotherOneSince() throws SQLException {
        sink.bad.set(5);
        sink.afterInsert = rows -> {
            if (rows.equals(rows(5, 6))) {
                sink.bad.clear();
                sink.definition = "altered";
            }
        };

        Sent sent = deliver(ROWS, false);

        assertThat(sent.refused()).isEmpty();
        assertThat(sink.happened).containsSubsequence("inserts {5}", "inserts {6, 7}", "inserts {5}");
    }

    // Or the line ends

    @Test
    void triesNothingAgainOnceTheLineHasEnded() {
        sink.nextIsUnavailable();
        sink.afterInsert = rows -> pauses.end();

        assertThatThrownBy(() -> deliver(ROWS, false)).hasMessage("the line has ended");
        assertThat(sink.inserts).hasSize(1);
    }

    private int divisionsInLedger() {
        return Integer.parseInt(postgres.queryOne("SELECT count(*) FROM postrider.relay_division"));
    }

    /**
     * Plans a batch and sends it; then each of its events is stored once, or refused.
     *
     * @param wasSentBefore whether an earlier term may have sent it
     * @param divided how that term has divided it
     */
    private Sent deliver(int rows, boolean wasSentBefore, Division... divided) throws SQLException {
        OutboxFixture.publishTogether(postgres, rows);
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, new BatchBounds(1_000, 1_000_000));
        List<Division> divisions = List.of(divided);
        if (!divisions.isEmpty()) {
            ledger.divide(plan, 0, 1, divisions);
        }
        Past past = wasSentBefore
                ? new Past(true, CLOCK.nanos(), Map.of(0, divisions), sink.mark(), false, OptionalLong.empty())
                : Past.none(CLOCK.nanos());
        Delivery delivery = read(plan, past);

        Sent sent = send(delivery, ledger);

        for (int row = 0; row < rows; row++) {
            long id = delivery.eventId(row);
            boolean isRefused = sent.refused().stream().anyMatch(event -> event.eventId() == id);
            assertThat(sink.timesStored(row)).as("row %s", row).isEqualTo(isRefused ? 0 : 1);
        }
        return sent;
    }

    private Delivery read(BatchPlan plan, Past past) throws SQLException {
        RowBuffer buffer = new RowBuffer();
        BatchContent content = new OutboxReader(postgres.dataSource(), "test")
                .read(plan, new NativeEncoder(ScriptedSink.LAYOUT, "test", buffer));
        return new Delivery("test", plan, content, buffer, List.of(buffer.allRows()), past);
    }

    private Sent send(Delivery delivery, Ledger ledger) throws SQLException {
        StatusBoard board = new StatusBoard(RelayListener.none(), CLOCK);
        return new Sender(sink, ledger, histories, BACKOFF, board, CLOCK)
                .send(Slice.of(delivery).get(0), new FirstPlace());
    }

    /** No other batch is on its way. */
    private final class FirstPlace implements Place {
        @Override
        public StopSignal pauses() {
            return pauses;
        }

        @Override
        public void goOn() {}

        @Override
        public void confirm() throws SQLException {
            lease.confirm();
        }

        @Override
        public boolean isOldest() {
            return true;
        }

        @Override
        public int letOthersPast() {
            return letOthersPast.getAsInt();
        }
    }
}
