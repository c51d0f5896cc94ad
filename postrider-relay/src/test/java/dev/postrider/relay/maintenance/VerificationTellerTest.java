package dev.postrider.relay.maintenance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.Tenure;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.relay.status.RelayState;
import dev.postrider.relay.status.StatusBoard;
import dev.postrider.relay.status.VerificationRecord;
import dev.postrider.relay.threads.RelayClock;
import dev.postrider.relay.tools.verify.BackgroundVerification;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a relay tells what it has compared, by a clock of the test's. */
@PostriderTest
class VerificationTellerTest {
    private final PostgresDatabase postgres;
    private final SetClock clock = new SetClock();
    private final StatusBoard board = new StatusBoard(RelayListener.none(), clock);
    private final ClickHouseSink sink;
    private final VerificationTeller teller;

    private static final class SetClock implements RelayClock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    VerificationTellerTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.sink = OutboxFixture.sink(clickHouse);
        this.teller = new VerificationTeller(
                new BackgroundVerification(postgres.dataSource(), sink.eventLog()),
                new VerificationRecord(postgres.dataSource(), "relay-1"),
                board,
                clock);
    }

    @BeforeEach
    void becomeActive() throws SQLException {
        OutboxFixture.makeOutbox(postgres);
        take();
    }

    private void take() throws SQLException {
        long fence = new Lease(postgres.dataSource(), "relay-1", Duration.ofMinutes(1), System::nanoTime)
                .take()
                .orElseThrow();
        board.active(new Tenure(fence, "identity"));
    }

    @AfterEach
    void close() {
        sink.close();
    }

    /** Each write makes another version of the row. */
    private String version() {
        return postgres.queryOne("SELECT COALESCE(max(xmin::text), 'none') FROM postrider.last_verification");
    }

    private LastVerification last() throws SQLException {
        try (Connection connection = OutboxStatus.look(postgres.dataSource())) {
            return requireNonNull(LastVerification.read(connection));
        }
    }

    private boolean isToldAfter(int seconds, Runnable what) {
        clock.now = clock.now.plusSeconds(seconds);
        String before = version();
        what.run();
        return !version().equals(before);
    }

    @Test
    void untilTheFirstRoundIsOverItIsToldOnceAMinute() throws SQLException {
        assertThat(isToldAfter(0, teller::compared)).isTrue();
        assertThat(isToldAfter(59, teller::compared)).isFalse();
        assertThat(isToldAfter(1, teller::compared)).isTrue();

        assertThat(last().compared()).isEqualTo(3);
        assertThat(last().lastRound()).isNull();
    }

    @Test
    void theEndOfARoundIsToldAndWhatIsTheSameAgainEveryFiveMinutes() throws SQLException {
        isToldAfter(0, teller::compared);
        assertThat(isToldAfter(10, teller::roundEnded)).isTrue();
        assertThat(requireNonNull(last().lastRound()).compared()).isEqualTo(1);

        for (int round = 0; round < 4; round++) {
            assertThat(isToldAfter(30, teller::compared)).isFalse();
            assertThat(isToldAfter(30, teller::roundEnded)).isFalse();
        }
        assertThat(isToldAfter(60, teller::compared)).isTrue();
    }

    @Test
    void aRoundWithMoreWindowsIsToldAtItsEnd() throws SQLException {
        isToldAfter(0, teller::compared);
        isToldAfter(10, teller::roundEnded);
        isToldAfter(10, teller::compared);
        isToldAfter(10, teller::compared);

        assertThat(isToldAfter(10, teller::roundEnded)).isTrue();
        assertThat(requireNonNull(last().lastRound()).compared()).isEqualTo(2);
    }

    @Test
    void whereThereIsNothingToCompareNothingIsTold() {
        assertThat(isToldAfter(0, teller::roundEnded)).isFalse();
        assertThat(version()).isEqualTo("none");
    }

    @Test
    void aRelayThatIsNotActiveTellsNothing() throws SQLException {
        board.state(RelayState.STANDBY);
        assertThat(isToldAfter(60, teller::compared)).isFalse();

        take();
        assertThat(isToldAfter(60, teller::compared)).isTrue();
    }

    @Test
    void whatCouldNotBeToldIsToldWithTheNextWindow() {
        postgres.execute("ALTER TABLE postrider.last_verification RENAME TO gone");
        teller.compared();
        postgres.execute("ALTER TABLE postrider.gone RENAME TO last_verification");

        assertThat(isToldAfter(1, teller::compared)).isTrue();
    }
}
