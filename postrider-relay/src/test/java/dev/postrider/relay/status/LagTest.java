package dev.postrider.relay.status;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.BatchPlan;
import dev.postrider.relay.ledger.Ledger;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long events have waited, whatever times they bear themselves. */
@PostriderTest
class LagTest {
    private static final Duration SLOW = Duration.ofMinutes(1);

    private final PostgresDatabase postgres;
    /** The clock of one who watches. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private final LagWatch watch = new LagWatch(nanos::get);

    LagTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
        postgres.execute("UPDATE postrider.relay_lease SET owner = 'test', fence = 1");
    }

    private void publish(String time) {
        postgres.execute("SELECT postrider.publish('x', '{}', 'Test', '" + time + "')");
    }

    private static Instant ago(Duration time) {
        return Instant.now().minus(time);
    }

    private Lag lookOnce() throws SQLException {
        return measure(new LagWatch());
    }

    private Lag look() throws SQLException {
        return measure(watch);
    }

    private Lag measure(LagWatch by) throws SQLException {
        try (Connection connection = postgres.connect()) {
            return requireNonNull(OutboxStatus.lag(connection, by));
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void assertAbout(@Nullable Duration found, Duration expected) {
        assertThat(found).isNotNull().isBetween(expected, expected.plus(SLOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1990-01-01", "2100-01-01", "now"})
    void oneLookTellsABoundByTheLastPlanWhateverTheEventsDate(String date) throws SQLException {
        OutboxFixture.noteDelivery(postgres, ago(Duration.ofHours(2)));
        publish(date);
        OutboxFixture.publishTogether(postgres, 5);

        Lag lag = lookOnce();

        assertThat(lag.isWaiting()).isTrue();
        assertThat(lag.atLeast()).isZero();
        assertAbout(lag.atMost(), Duration.ofHours(2));
        assertThat(lag.known()).isNull();
        assertThat(lag.inWords()).startsWith("at most 72");
    }

    @Test
    void oneLookSoonAfterAPlanTellsTheLag() throws SQLException {
        OutboxFixture.noteDelivery(postgres, Instant.now());
        publish("2100-01-01");

        assertThat(lookOnce().known()).isNotNull().isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1990-01-01", "2100-01-01", "now"})
    void whatNobodyLookedForBeforeItCameIsUnknownAndNotZero(String date) throws SQLException {
        publish(date);

        Lag lag = lookOnce();

        assertThat(lag.isWaiting()).isTrue();
        assertThat(lag.known()).isNull();
        assertThat(lag.inWords()).startsWith("unknown");
    }

    @Test
    void nothingWaitsWhereNothingDoes() throws SQLException {
        assertThat(lookOnce()).isEqualTo(Lag.NONE);
        publish("1990-01-01");
        OutboxFixture.noteDelivery(postgres, Instant.now());
        assertThat(lookOnce()).isEqualTo(Lag.NONE);
        assertThat(Lag.NONE.known()).isZero();
        assertThat(Lag.NONE.inWords()).isEqualTo("0.000 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1990-01-01", "2100-01-01", "now"})
    void whoWatchesKnowsItWithinALookInAnOutboxThatWasQuietForHours(String date) throws SQLException {
        OutboxFixture.noteDelivery(postgres, ago(Duration.ofHours(10)));
        assertThat(look()).isEqualTo(Lag.NONE);
        pass(Duration.ofSeconds(1));
        publish(date);
        pass(Duration.ofSeconds(2));

        assertThat(look().known()).isEqualTo(Duration.ofSeconds(3));
        pass(Duration.ofHours(1));
        Lag later = look();
        assertThat(later.atLeast()).isEqualTo(Duration.ofHours(1));
        assertThat(later.atMost()).isEqualTo(Duration.ofHours(1).plusSeconds(3));
    }

    @Test
    void whoBeginsToWatchKnowsWhatIsCertainOnly() throws SQLException {
        OutboxFixture.noteDelivery(postgres, ago(Duration.ofHours(10)));
        publish("1990-01-01");

        assertThat(look().known()).isNull();
        pass(Duration.ofMinutes(20));
        assertThat(look().known()).isEqualTo(Duration.ofMinutes(20));
        assertThat(look().inWords()).startsWith("at least 1200.000 s, at most 36");
    }

    @Test
    void whatAPlanSawHasWaitedSinceThatPlan() throws SQLException {
        publish("2100-01-01");
        Ledger ledger = new Ledger(postgres.dataSource(), 1);
        BatchPlan plan = ledger.planNext(null, new BatchBounds(10, 1_000));
        postgres.execute("UPDATE postrider.relay_batch SET planned_at = now() - interval '1 hour'");

        assertThat(plan.batchNo()).isEqualTo(1);
        assertAbout(lookOnce().known(), Duration.ofHours(1));
    }

    @Test
    void theRestOfALargeBacklogIsAsOldAsTheFirstPlanThatSawIt() throws SQLException {
        OutboxFixture.publishTogether(postgres, 20);
        String rest = """
                INSERT INTO postrider.relay_batch
                  (batch_no, fence, snap_old, snap_new, start_txid, start_id, row_limit, byte_limit, planned_at, done_at,
                   row_count, byte_count, attempts, end_txid, end_id, exhausted, total_rows, max_id)
                SELECT %1$d, 1, '3:3:', COALESCE((SELECT snap_new FROM postrider.relay_batch LIMIT 1), pg_current_snapshot()),
                       COALESCE(max(end_txid::text), '0')::xid8, COALESCE(max(end_id), 0), 5, 1, now() - interval '%2$d minutes',
                       now(), 5, 0, 1, (SELECT max(txid::text)::xid8 FROM postrider.event_outbox), %1$d * 5, false, 0, 0
                FROM postrider.relay_batch""";
        postgres.execute(rest.formatted(1, 30), rest.formatted(2, 2));

        assertAbout(lookOnce().known(), Duration.ofMinutes(30));
    }

    @Test
    void anEventOfATransactionThatStayedOpenIsAsOldAsItsCommit() throws SQLException {
        try (Connection open = postgres.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("SELECT postrider.publish('late', '{}', 'Test')");
            OutboxFixture.noteDelivery(postgres, ago(Duration.ofHours(1)));
            assertThat(look()).isEqualTo(Lag.NONE);
            pass(Duration.ofMinutes(10));
            assertThat(look()).isEqualTo(Lag.NONE);
            pass(Duration.ofSeconds(1));
            open.commit();
        }

        assertThat(look().known()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aTransactionThatEndedLateHidesNothingThatWaitsLonger() throws SQLException {
        try (Connection open = postgres.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("SELECT postrider.publish('late', '{}', 'Test')");
            OutboxFixture.publishTogether(postgres, 5);
            look();
            pass(Duration.ofMinutes(10));
            open.commit();
        }

        assertThat(look().known()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aLongWatchRemembersItsFirstLooks() throws SQLException {
        publish("2100-01-01");
        try (Connection connection = postgres.connect()) {
            watch.measure(connection);
            for (int second = 0; second < 600; second++) {
                pass(Duration.ofSeconds(1));
                watch.measure(connection);
            }
        }

        assertThat(look().known()).isEqualTo(Duration.ofMinutes(10));
    }
}
