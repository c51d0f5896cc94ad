package dev.postrider.relay.status;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sql.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Spreads what was told over the even steps of a curve. For one thread. */
final class CurveSteps {
    private final Instant since;
    private final long stepMicros;
    private final List<CurveStep> steps;
    /** The steps without an entry of their own, between two entries that belong together. */
    private final List<Between> between = new ArrayList<>();

    /** The step of an entry, and that of the next one. */
    private record Between(int from, int to) {}

    CurveSteps(Instant since, long stepMicros, int number) {
        this.since = since;
        this.stepMicros = stepMicros;
        // What lies behind the range has a step too, which is not shown.
        this.steps = Stream.generate(CurveStep::new).limit(number + 1).toList();
    }

    /**
     * What was told within a step of the curve, or from an entry until the first of a later step.
     *
     * @param bucket where the step begins
     * @param nextBucket where the step of the next entry begins; null if there is none
     * @param from the first entry
     * @param until the entry behind the last one; null if there is none
     * @param knownUntil until when the last entry counts
     * @param askedAt now
     */
    record Told(
            Instant bucket,
            @Nullable Instant nextBucket,
            Instant from,
            @Nullable Instant until,
            Instant knownUntil,
            Levels levels,
            Progress progress,
            @Nullable InsertTimes insertTimes,
            Instant askedAt) {
        static Told of(ResultSet row) throws SQLException {
            Long inserts = row.getObject(16, Long.class);
            return new Told(
                    Instants.at(row, 1),
                    Instants.orNull(row, 2),
                    Instants.at(row, 3),
                    Instants.orNull(row, 4),
                    Instants.at(row, 5),
                    new Levels(
                            row.getObject(6, Long.class),
                            row.getObject(7, Long.class),
                            row.getBoolean(8),
                            row.getLong(9),
                            row.getLong(10)),
                    new Progress(
                            row.getObject(11, Long.class),
                            row.getLong(12),
                            row.getBoolean(13),
                            row.getLong(14),
                            row.getBoolean(15)),
                    inserts == null
                            ? null
                            : new InsertTimes(inserts, Duration.ofMillis(row.getLong(17)), Durations.ofMillis(row, 18)),
                    Instants.at(row, 19));
        }
    }

    /** The highest of each. */
    record Levels(
            @Nullable Long lagMillis,
            @Nullable Long pending,
            boolean pendingIsAtLeast,
            long deadLetters,
            long outboxBytes) {}

    /**
     * What changed between entries.
     *
     * @param silentMicros how long nothing was told for too long, and what changed then is left out; null if that never was
     * @param isBack whether the count of delivered events went back
     * @param isBatchesBack whether that of batches did, or was not told
     */
    record Progress(@Nullable Long silentMicros, long delivered, boolean isBack, long batches, boolean isBatchesBack) {}

    void add(Told told) {
        int step = number(told.bucket());
        if (step >= 0) {
            at(step).told(told.levels(), told.insertTimes());
        }
        Instant nextBucket = told.nextBucket();
        Instant until = told.until();
        if (nextBucket == null || until == null) {
            carry(told, step, earlier(told.knownUntil(), told.askedAt()));
        } else if (number(nextBucket) == step) {
            Long silent = told.progress().silentMicros();
            at(step).moved(told.progress(), 1, micros(told.from(), until) - (silent == null ? 0 : silent));
        } else {
            carry(told, step, earlier(told.knownUntil(), until));
            spread(told, step, number(nextBucket), until);
        }
    }

    /** The step at which a time lies; −1 for any before the range. */
    private int number(Instant time) {
        return time.isBefore(since) ? -1 : (int) Math.min(micros(since, time) / stepMicros, steps.size() - 1);
    }

    private CurveStep at(int number) {
        return steps.get(number);
    }

    /** What an entry says goes for the steps behind it, until something else was told or it does not count any more. */
    private void carry(Told told, int step, Instant until) {
        for (int next = step + 1; next < steps.size() && begin(next).isBefore(until); next++) {
            at(next).stood(told.levels());
        }
    }

    private void spread(Told told, int step, int last, Instant until) {
        if (told.progress().silentMicros() != null) {
            return;
        }
        long whole = micros(told.from(), until);
        for (int part = Math.max(step, 0); part <= last; part++) {
            Instant from = later(told.from(), begin(part));
            long micros = micros(from, earlier(until, begin(part + 1)));
            if (micros > 0) {
                at(part).moved(told.progress(), (double) micros / whole, micros);
            }
        }
        between.add(new Between(step, last));
    }

    private Instant begin(int step) {
        return EventTime.ofMicros(EventTime.micros(since) + step * stepMicros);
    }

    List<DeliveryCurve.Point> points() {
        // An entry tells of the inserts since the one before.
        between.forEach(gap -> {
            for (int step = gap.from() + 1; step < gap.to(); step++) {
                at(step).insertsAs(at(gap.to()));
            }
        });
        return IntStream.range(0, steps.size() - 1)
                .mapToObj(step -> at(step).point(begin(step)))
                .toList();
    }

    private static long micros(Instant from, Instant until) {
        return EventTime.micros(until) - EventTime.micros(from);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
