package dev.postrider.relay.status;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long it took to bring batches into ClickHouse, each from its first send to the confirmation, pauses included.
 *
 * @param inserts how many batches; those that turned out empty, and were not sent, are left out
 * @param total their times together
 * @param longest the longest of them; null if there was none
 */
public record InsertTimes(
        long inserts, Duration total, @Nullable Duration longest) {
    /** Nothing was sent. */
    public static final InsertTimes NONE = new InsertTimes(0, Duration.ZERO, null);

    /** Of one batch. */
    static InsertTimes of(BatchReport report) {
        return report.attempts() == 0 ? NONE : new InsertTimes(1, report.sending(), report.sending());
    }

    /** Both together. */
    InsertTimes plus(InsertTimes other) {
        Duration here = longest;
        Duration there = other.longest;
        boolean isHere = there == null || (here != null && here.compareTo(there) >= 0);
        return new InsertTimes(inserts + other.inserts, total.plus(other.total), isHere ? here : there);
    }
}
