package dev.postrider.relay.status;

import dev.postrider.relay.status.CurveSteps.Levels;
import dev.postrider.relay.status.CurveSteps.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of a curve, into which what was told of it is put. For one thread. */
final class CurveStep {
    private static final double MICROS_PER_SECOND = 1_000_000;

    private @Nullable Levels highest;
    private double delivered;
    private double batches;
    private long micros;
    private boolean isBack;
    private boolean isBatchesBack;
    private @Nullable InsertTimes insertTimes;

    /** An entry within the step. */
    void told(Levels levels, @Nullable InsertTimes more) {
        stood(levels);
        if (more != null) {
            insertTimes = insertTimes == null ? more : insertTimes.plus(more);
        }
    }

    /** What an earlier entry said still went for the step. */
    void stood(Levels levels) {
        highest = highest == null ? levels : highest(highest, levels);
    }

    /** A share of what changed, in a time that the step covers. */
    void moved(Progress progress, double share, long inMicros) {
        isBack |= progress.isBack();
        isBatchesBack |= progress.isBatchesBack();
        delivered += progress.delivered() * share;
        batches += progress.batches() * share;
        micros += inMicros;
    }

    void insertsAs(CurveStep other) {
        insertTimes = other.insertTimes;
    }

    DeliveryCurve.Point point(Instant from) {
        Levels levels = highest;
        InsertTimes times = insertTimes;
        boolean isRateKnown = !isBack && micros > 0;
        return new DeliveryCurve.Point(
                from,
                levels != null,
                levels == null || levels.lagMillis() == null ? null : Duration.ofMillis(levels.lagMillis()),
                levels == null ? null : levels.pending(),
                levels != null && levels.pendingIsAtLeast(),
                isRateKnown ? delivered * MICROS_PER_SECOND / micros : null,
                isRateKnown && !isBatchesBack && batches > 0 ? delivered / batches : null,
                times == null || times.inserts() == 0 ? null : times.total().dividedBy(times.inserts()),
                times == null ? null : times.longest(),
                levels == null ? null : levels.deadLetters(),
                levels == null ? null : levels.outboxBytes());
    }

    private static Levels highest(Levels one, Levels other) {
        return new Levels(
                highest(one.lagMillis(), other.lagMillis()),
                highest(one.pending(), other.pending()),
                one.pendingIsAtLeast() || other.pendingIsAtLeast(),
                Math.max(one.deadLetters(), other.deadLetters()),
                Math.max(one.outboxBytes(), other.outboxBytes()));
    }

    private static @Nullable Long highest(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }
}
