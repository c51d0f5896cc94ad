package dev.postrider.relay.status;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How delivery went in a range of times, in even steps, from what relays told. Times are those of the database's clock. What nobody told is
 * not known, and never zero.
 *
 * @param since where the first step begins
 * @param step how long each step is; the last one may go beyond the range
 * @param points one for each step, the earliest first
 */
public record DeliveryCurve(Instant since, Duration step, List<Point> points) {
    /** Points of a curve at most. */
    public static final int MOST = 300;

    private static final NamedSql CURVE = NamedSql.file(DeliveryCurve.class, "delivery_curve.sql");

    /** Copies the list. */
    public DeliveryCurve {
        points = List.copyOf(points);
    }

    /**
     * What was told of one step's time. Each figure is null where it was not known.
     *
     * @param from where the step begins
     * @param isKnown whether a relay had told, lately enough to go by, how delivery stood at some moment of the step
     * @param lag the longest time that the oldest event had waited
     * @param pending the most events that waited at once, as far as they were counted
     * @param pendingIsAtLeast whether they were not counted to the end
     * @param deliveredPerSecond events delivered in a second; null too where the count of delivered events went back, as after a
     *     restore, or where the time of which it is known was too short to tell
     * @param eventsPerBatch events in a batch on average; null too where none was acknowledged
     * @param meanInsertTime how long a batch took from its first send to ClickHouse's confirmation, on average; null too where none was
     *     sent
     * @param longestInsertTime how long the longest of them took
     * @param deadLetters the most dead letters that nobody had decided about
     * @param outboxBytes the most disk that the outbox took
     */
    public record Point(
            Instant from,
            boolean isKnown,
            @Nullable Duration lag,
            @Nullable Long pending,
            boolean pendingIsAtLeast,
            @Nullable Double deliveredPerSecond,
            @Nullable Double eventsPerBatch,
            @Nullable Duration meanInsertTime,
            @Nullable Duration longestInsertTime,
            @Nullable Long deadLetters,
            @Nullable Long outboxBytes) {}

    /**
     * Reads it. Reads the entries of the range and one on each side; changes nothing.
     *
     * @param before the end of the range; of a time to come nothing is known
     * @param points steps at most, 1 to {@value #MOST}
     */
    public static DeliveryCurve read(Connection connection, Instant since, Instant before, int points)
            throws SQLException {
        if (points < 1 || points > MOST) {
            throw new IllegalArgumentException(points + " points were asked for, must be 1 to " + MOST);
        }
        if (!since.isBefore(before)) {
            throw new IllegalArgumentException("the range from " + since + " to " + before + " holds nothing");
        }
        // Whole microseconds: PostgreSQL knows no shorter times.
        Instant first = EventTime.cut(EventTime.nearest(since));
        Instant end = EventTime.cut(EventTime.nearest(before));
        long micros = Math.max(1, EventTime.micros(end) - EventTime.micros(first));
        long stepMicros = dividedUp(micros, points);
        Duration step = EventTime.length(stepMicros);
        CurveSteps curve = new CurveSteps(first, stepMicros, (int) dividedUp(micros, stepMicros));
        try (NamedStatement statement = CURVE.prepare(connection)
                        .set("since", first)
                        .set("before", end)
                        .set("step_micros", stepMicros)
                        .set("silence_millis", DeliveryHistory.LONGEST_SILENCE.toMillis())
                        .set("silence_at_rest_millis", DeliveryHistory.LONGEST_SILENCE_AT_REST.toMillis());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                curve.add(CurveSteps.Told.of(row));
            }
        }
        return new DeliveryCurve(first, step, curve.points());
    }

    private static long dividedUp(long number, long by) {
        return (number + by - 1) / by;
    }
}
