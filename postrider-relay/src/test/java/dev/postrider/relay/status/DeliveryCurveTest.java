package dev.postrider.relay.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.status.DeliveryCurve.Point;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How delivery went, put together from what relays told. */
@PostriderTest
class DeliveryCurveTest {
    private final PostgresDatabase postgres;
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(5));

    DeliveryCurveTest(PostgresDatabase postgres) {
        this.postgres = postgres;
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private Instant second(int second) {
        return begin.plusSeconds(second);
    }

    private void told(int second, String state, long delivered, String figures) {
        postgres.execute("""
                INSERT INTO postrider.delivery_history
                  (told_at, owner, state, pending, pending_is_at_least, delivered, lag_millis, dead_letters, outbox_bytes,
                   batches, inserts, insert_millis, longest_insert_millis)
                VALUES ('%s', 'relay-1', '%s', %d, false, %d, %s)""".formatted(second(second), state, second, delivered, figures));
    }

    private void flowing(int second, long delivered, String figures) {
        told(second, "flowing", delivered, figures);
    }

    private List<Point> curve(int fromSecond, int toSecond, int points) throws SQLException {
        try (Connection connection = OutboxStatus.look(postgres.dataSource())) {
            return DeliveryCurve.read(connection, second(fromSecond), second(toSecond), points)
                    .points();
        }
    }

    @Test
    void aPointHasTheHighestOfWhatWasToldInItsTimeAndTheRatesBetween() throws SQLException {
        flowing(0, 1_000, "100, 1, 4096, 10, 1, 50, 50");
        flowing(60, 7_000, "900, 3, 8192, 16, 6, 600, 200");
        flowing(120, 13_000, "300, 2, 4096, 20, 4, 500, 400");
        flowing(180, 13_000, "200, 2, 4096, 20, 0, 0, NULL");

        assertThat(curve(0, 180, 1)).singleElement().satisfies(point -> {
            assertThat(point.from()).isEqualTo(begin);
            assertThat(point.isKnown()).isTrue();
            assertThat(point.lag()).isEqualTo(Duration.ofMillis(900));
            assertThat(point.pending()).isEqualTo(120);
            assertThat(point.deadLetters()).isEqualTo(3);
            assertThat(point.outboxBytes()).isEqualTo(8192);
            assertThat(point.deliveredPerSecond()).isEqualTo(12_000 / 180.0, within(1e-9));
            assertThat(point.eventsPerBatch()).isEqualTo(1_200, within(1e-9));
            assertThat(point.meanInsertTime()).isEqualTo(Duration.ofMillis(1150).dividedBy(11));
            assertThat(point.longestInsertTime()).isEqualTo(Duration.ofMillis(400));
        });
    }

    @Test
    void betweenTwoEntriesEachStepHasTheRateAndTheLevelsOfTheFirst() throws SQLException {
        flowing(-10, 0, "100, 0, 4096, 1, 1, 50, 50");
        flowing(50, 600, "500, 0, 4096, 4, 3, 300, 200");

        List<Point> points = curve(0, 60, 6);

        assertThat(points).extracting(Point::isKnown).containsOnly(true);
        assertThat(points)
                .extracting(Point::lag)
                .containsExactlyElementsOf(IntStream.range(0, 6)
                        .mapToObj(step -> Duration.ofMillis(step < 5 ? 100 : 500))
                        .toList());
        assertThat(points.subList(0, 5)).allSatisfy(point -> {
            assertThat(point.deliveredPerSecond()).isEqualTo(10, within(1e-9));
            assertThat(point.eventsPerBatch()).isEqualTo(200, within(1e-9));
            assertThat(point.meanInsertTime()).isEqualTo(Duration.ofMillis(100));
        });
        assertThat(points.get(5).deliveredPerSecond()).isNull();
    }

    @Test
    void whatNobodyToldIsNotKnownAndNotZero() throws SQLException {
        flowing(0, 0, "100, 0, 4096, 1, 1, 50, 50");
        flowing(600, 60_000, "100, 0, 4096, 4, 3, 300, 200");
        told(660, "nothing_to_do", 60_000, "0, 0, 4096, 4, 0, 0, NULL");
        told(960, "nothing_to_do", 60_000, "0, 0, 4096, 4, 0, 0, NULL");

        List<Point> points = curve(0, 1_800, 30);

        assertThat(points)
                .extracting(Point::isKnown)
                .as("for two minutes after an entry, and for six where there was nothing to do")
                .containsExactlyElementsOf(IntStream.range(0, 30)
                        .mapToObj(minute -> minute < 2 || (minute >= 10 && minute < 22))
                        .toList());
        assertThat(points.get(5)).isEqualTo(notKnown(points.get(5).from()));
        assertThat(points.subList(0, 10))
                .extracting(Point::deliveredPerSecond)
                .as("in a silence")
                .containsOnlyNulls();
        assertThat(points.get(11).deliveredPerSecond()).isZero();
        assertThat(points.get(13).deliveredPerSecond()).isZero();
        assertThat(curve(0, 1_800, 1).get(0).deliveredPerSecond())
                .as("of the time of which it is known")
                .isZero();
    }

    private static Point notKnown(Instant from) {
        return new Point(from, false, null, null, false, null, null, null, null, null, null);
    }

    @Test
    void aCountThatWentBackGivesNoRate() throws SQLException {
        flowing(0, 5_000, "100, 0, 4096, 50, 1, 50, 50");
        flowing(60, 5_600, "100, 0, 4096, 56, 6, 300, 50");
        flowing(120, 100, "100, 0, 4096, 1, 6, 300, 50");
        flowing(180, 700, "100, 0, 4096, 7, 6, 300, 50");

        List<Point> points = curve(0, 180, 3);

        assertThat(points).extracting(Point::deliveredPerSecond).containsExactly(10.0, null, 10.0);
        assertThat(points).extracting(Point::eventsPerBatch).containsExactly(100.0, null, 100.0);
        assertThat(curve(0, 180, 1).get(0).deliveredPerSecond()).isNull();
    }

    @Test
    void whatAnOlderRelayDidNotTellIsNotKnown() throws SQLException {
        flowing(0, 0, "NULL, 0, 4096, NULL, NULL, NULL, NULL");
        flowing(60, 600, "NULL, 0, 4096, NULL, NULL, NULL, NULL");

        assertThat(curve(0, 60, 1)).singleElement().satisfies(point -> {
            assertThat(point.isKnown()).isTrue();
            assertThat(point.lag()).isNull();
            assertThat(point.deliveredPerSecond()).isEqualTo(10, within(1e-9));
            assertThat(point.eventsPerBatch()).isNull();
            assertThat(point.meanInsertTime()).isNull();
            assertThat(point.longestInsertTime()).isNull();
        });
    }

    @Test
    void anEmptyHistoryAndATimeToComeAreNotKnown() throws SQLException {
        assertThat(curve(0, 60, 300)).hasSize(300).noneMatch(Point::isKnown);

        flowing(5 * 3600 - 1, 600, "0, 0, 4096, 1, 1, 1, 1");
        assertThat(curve(5 * 3600 + 3600, 5 * 3600 + 7200, 300)).noneMatch(Point::isKnown);
    }

    @Test
    void theSmallestAndTheLargestRange() throws SQLException {
        flowing(0, 600, "0, 0, 4096, 1, 1, 1, 1");

        try (Connection connection = OutboxStatus.look(postgres.dataSource())) {
            assertThat(DeliveryCurve.read(connection, begin, begin.plusNanos(1), 300)
                            .points())
                    .hasSize(1);
            assertThat(DeliveryCurve.read(connection, begin, begin.plusNanos(7_999), 300)
                            .points())
                    .hasSize(7);
            assertThat(DeliveryCurve.read(connection, Instant.MIN, Instant.MAX, 300)
                            .points())
                    .hasSize(300)
                    .filteredOn(Point::isKnown)
                    .hasSize(1);
            assertThatThrownBy(() -> DeliveryCurve.read(connection, begin, begin, 10))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> DeliveryCurve.read(connection, begin, second(1), 301))
                    .hasMessage("301 points were asked for, must be 1 to 300");
        }
    }

    @Test
    void aMonthOfEntriesIsReadQuicklyAndAWeekReadsAWeek() throws SQLException {
        postgres.execute("""
                INSERT INTO postrider.delivery_history
                  (told_at, owner, state, pending, pending_is_at_least, lag_millis, delivered, dead_letters, outbox_bytes,
                   batches, inserts, insert_millis, longest_insert_millis)
                SELECT '%s'::timestamptz + i * interval '1 minute', 'relay-1', 'flowing', i, false, i, i * 60000::bigint, 0, 4096, i * 60, 60, 6000, 400
                FROM generate_series(0, 43199) i""".formatted(begin.minus(Duration.ofDays(30))), "ANALYZE postrider.delivery_history");

        try (Connection connection = OutboxStatus.look(postgres.dataSource())) {
            long quickest = Long.MAX_VALUE;
            for (int i = 0; i < 7; i++) {
                long began = System.nanoTime();
                DeliveryCurve month = DeliveryCurve.read(connection, begin.minus(Duration.ofDays(30)), begin, 300);
                quickest = Math.min(quickest, System.nanoTime() - began);
                assertThat(month.points()).allSatisfy(point -> {
                    assertThat(point.deliveredPerSecond()).isEqualTo(1_000, within(1e-6));
                    assertThat(point.meanInsertTime()).isEqualTo(Duration.ofMillis(100));
                });
            }
            // a twentieth of a second on a quiet machine
            assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(250));
        }
        assertThat(entriesReadFor(Duration.ofDays(7))).isBetween(10_080L, 10_090L);
    }

    /** How many entries a statement reads, as PostgreSQL counts them. */
    private long entriesReadFor(Duration range) throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            long before = read(connection);
            DeliveryCurve.read(connection, begin.minus(range), begin, 300);
            return read(connection) - before;
        }
    }

    /** Of this transaction alone. */
    private static long read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT pg_stat_get_xact_tuples_returned('postrider.delivery_history'::regclass)"
                                + " + pg_stat_get_xact_tuples_returned('postrider.delivery_history_pkey'::regclass)")) {
            row.next();
            return row.getLong(1);
        }
    }
}
