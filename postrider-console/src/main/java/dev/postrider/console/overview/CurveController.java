package dev.postrider.console.overview;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.status.DeliveryCurve;
import dev.postrider.relay.status.DeliveryCurve.Point;
import dev.postrider.relay.status.OutboxStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** How delivery went, as numbers for curves. */
@Controller
@RequestMapping("${postrider.console.path}/curves")
final class CurveController {
    private static final int POINTS = 180;

    private final InstantSource clock;

    CurveController(ObjectProvider<InstantSource> clock) {
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * One figure after the other, each a number for every time or null where it was not known.
     *
     * @param times seconds since 1970 at which the steps begin
     * @param lag seconds
     * @param insert milliseconds, on average
     * @param longest milliseconds
     */
    record Curves(
            List<Double> times,
            List<@Nullable Double> lag,
            List<@Nullable Double> waiting,
            List<@Nullable Double> rate,
            List<@Nullable Double> batch,
            List<@Nullable Double> insert,
            List<@Nullable Double> longest,
            List<@Nullable Double> letters,
            List<@Nullable Double> bytes) {}

    @GetMapping
    @ResponseBody
    Curves curves(ConsoleOutbox outbox, @RequestParam(defaultValue = "hour") String range) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            DeliveryCurve curve = DeliveryCurve.read(
                    connection, now.minus(CurveRange.of(range).length()), now, POINTS);
            return of(curve.points());
        }
    }

    private static Curves of(List<Point> points) {
        return new Curves(
                points.stream().map(point -> point.from().toEpochMilli() / 1e3).toList(),
                each(points, point -> seconds(point.lag())),
                each(points, point -> number(point.pending())),
                each(points, Point::deliveredPerSecond),
                each(points, Point::eventsPerBatch),
                each(points, point -> millis(point.meanInsertTime())),
                each(points, point -> millis(point.longestInsertTime())),
                each(points, point -> number(point.deadLetters())),
                each(points, point -> number(point.outboxBytes())));
    }

    /** A list that may hold nulls. */
    private static List<@Nullable Double> each(List<Point> points, Function<Point, @Nullable Double> figure) {
        List<@Nullable Double> all = new ArrayList<>();
        points.forEach(point -> all.add(figure.apply(point)));
        return all;
    }

    private static @Nullable Double number(@Nullable Long number) {
        return number == null ? null : number.doubleValue();
    }

    private static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : time.toMillis() / 1e3;
    }

    private static @Nullable Double millis(@Nullable Duration time) {
        return time == null ? null : time.toNanos() / 1e6;
    }
}
