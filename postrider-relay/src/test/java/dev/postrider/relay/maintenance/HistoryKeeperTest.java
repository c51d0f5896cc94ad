package dev.postrider.relay.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.status.BatchReport;
import dev.postrider.relay.status.HistoryRecord;
import dev.postrider.relay.status.LagWatch;
import dev.postrider.relay.status.Outage.Kind;
import dev.postrider.relay.status.Outage.Where;
import dev.postrider.relay.status.OutageRecord;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a relay writes down how delivery stands, by a clock of the test's. */
@PostriderTest
class HistoryKeeperTest {
    private final PostgresDatabase postgres;
    private final DataSource dataSource;
    private final SetClock clock = new SetClock();
    private final StatusBoard board = new StatusBoard(RelayListener.none(), clock);
    private final OutageRecorder outages;
    private final HistoryKeeper keeper;
    private final HistoryKeeper ofAnother;

    private static final class SetClock implements RelayClock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");
        private Duration setBack = Duration.ZERO;

        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant instant() {
            return now.minus(setBack);
        }
    }

    HistoryKeeperTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.dataSource = postgres.dataSource();
        this.outages = new OutageRecorder(new OutageRecord(dataSource, "relay-1"), board, clock);
        this.keeper = keeper("relay-1");
        this.ofAnother = keeper("relay-2");
    }

    private HistoryKeeper keeper(String owner) {
        return new HistoryKeeper(
                dataSource, new HistoryRecord(dataSource, owner), outages, new LagWatch(), board, clock);
    }

    @BeforeEach
    void becomeActive() throws SQLException {
        OutboxFixture.makeOutbox(postgres);
        long fence = new Lease(dataSource, "relay-1", Duration.ofMinutes(1), System::nanoTime)
                .take()
                .orElseThrow();
        board.active(new Tenure(fence, "identity"));
    }

    private void after(int seconds) throws SQLException {
        clock.now = clock.now.plusSeconds(seconds);
        outages.keep();
        keeper.keep();
    }

    private List<String> states() {
        return List.of(postgres.queryOne(
                        "SELECT COALESCE(string_agg(state, ' ' ORDER BY told_at), '') FROM postrider.delivery_history")
                .split(" "));
    }

    @Test
    void anOutageIsWrittenDownWhenItBeginsShowsAnotherFaceAndEnds() throws SQLException {
        after(0);
        board.failed(Where.CLICKHOUSE, Kind.UNAVAILABLE, "", "Connection refused");
        after(1);
        after(1);
        board.failed(Where.CLICKHOUSE, Kind.REFUSED, "60", "Unknown table");
        after(1);
        board.works();
        after(1);

        assertThat(states()).containsExactly("nothing_to_do", "not_delivering", "not_delivering", "nothing_to_do");
        assertThat(postgres.queryOne(
                        "SELECT string_agg(reason, '; ' ORDER BY told_at) FROM postrider.delivery_history"))
                .isEqualTo("ClickHouse: unavailable: Connection refused; ClickHouse: refused, code 60: Unknown table");
    }

    @Test
    void anOutageIsWrittenDownAsSoonAsPostgresIsToldThatItBeganOrEnded() throws SQLException {
        after(0);
        board.failed(Where.CLICKHOUSE, Kind.UNAVAILABLE, "", "Connection refused");
        keeper.keep();
        after(1);
        board.works();
        keeper.keep();
        after(1);

        assertThat(states()).containsExactly("nothing_to_do", "not_delivering", "nothing_to_do");
    }

    @Test
    void whileEventsWaitItIsWrittenDownOnceAMinute() throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        after(0);
        after(59);
        assertThat(states()).hasSize(1);
        after(1);
        after(60);

        assertThat(states()).containsExactly("flowing", "flowing", "flowing");
        assertThat(postgres.queryOne("SELECT DISTINCT pending || ' ' || delivered || ' ' || owner"
                        + " FROM postrider.delivery_history"))
                .isEqualTo("3 0 relay-1");
    }

    @Test
    void withEachEntryGoesHowLongInsertsTookSinceTheOneBefore() throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        sent(1, 250);
        sent(2, 450);
        board.delivered(new BatchReport(3, 0, 0, 0, Duration.ZERO, null));
        after(0);
        sent(1, 100);
        after(59);
        after(1);
        after(60);

        assertThat(postgres.queryOne(
                        "SELECT string_agg(concat_ws(' ', inserts, insert_millis, longest_insert_millis), '; '"
                                + " ORDER BY told_at) FROM postrider.delivery_history"))
                .isEqualTo("2 700 450; 1 100 100; 0 0");
    }

    @Test
    void whatCouldNotBeWrittenDownGoesWithTheNextEntry() throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        sent(1, 250);
        postgres.execute("ALTER TABLE postrider.delivery_history RENAME TO gone");
        assertThatThrownBy(() -> after(0)).isInstanceOf(SQLException.class);
        postgres.execute("ALTER TABLE postrider.gone RENAME TO delivery_history");
        sent(2, 50);
        after(1);

        assertThat(postgres.queryOne("SELECT inserts || ' ' || insert_millis FROM postrider.delivery_history"))
                .isEqualTo("2 300");
    }

    private void sent(long batchNo, int millis) {
        board.delivered(new BatchReport(batchNo, 10, 1_000, 1, Duration.ofMillis(millis), null));
    }

    @Test
    void aClockThatIsSetBackKeepsNothingFromBeingWrittenDown() throws SQLException {
        OutboxFixture.publishTogether(postgres, 3);
        after(0);
        clock.setBack = Duration.ofHours(1);
        after(60);

        assertThat(states()).containsExactly("flowing", "flowing");
    }

    @Test
    void whileThereIsNothingToDoThereIsASignOfLifeEveryFiveMinutes() throws SQLException {
        after(0);
        for (int minute = 1; minute < 5; minute++) {
            after(60);
        }
        assertThat(states()).hasSize(1);
        after(60);

        assertThat(states()).containsExactly("nothing_to_do", "nothing_to_do");
    }

    @Test
    void onlyTheWordOfTheRelayThatHoldsTheLeaseCounts() throws SQLException {
        outages.keep();
        ofAnother.keep();

        assertThat(states()).containsExactly("");
    }

    @Test
    void whileNoRelayIsActiveTheWordCountsOfTheOneThatToldOfTheOutage() throws SQLException {
        board.failed(Where.POSTGRESQL, Kind.HALTED, "", "the ledger does not fit");
        after(0);
        postgres.execute("SELECT setval('postrider.relay_lease_until', 1)", "DELETE FROM postrider.delivery_history");

        clock.now = clock.now.plusSeconds(60);
        ofAnother.keep();
        assertThat(states()).containsExactly("");
        keeper.keep();

        assertThat(states()).containsExactly("not_delivering");
    }
}
