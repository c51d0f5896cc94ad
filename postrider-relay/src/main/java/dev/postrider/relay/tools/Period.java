package dev.postrider.relay.tools;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time from one instant to another, at least one of which is given.
 *
 * @param since inclusive; null for no begin
 * @param before exclusive; null for no end
 */
public record Period(@Nullable Instant since, @Nullable Instant before) {
    /** Refuses a time that ends before it begins, and one without begin and end. */
    public Period {
        if (since == null && before == null) {
            throw new IllegalArgumentException("a period has a begin, or an end, or both");
        }
        if (since != null && before != null && !since.isBefore(before)) {
            throw new IllegalArgumentException("the time from " + since + " to " + before + " holds nothing");
        }
    }

    /** From then on. */
    public static Period since(Instant begin) {
        return new Period(begin, null);
    }

    /** Until then. */
    public static Period before(Instant end) {
        return new Period(null, end);
    }

    /** Whether a time is in it. */
    public boolean holds(Instant time) {
        return (since == null || !time.isBefore(since)) && (before == null || time.isBefore(before));
    }

    /** As a sentence has it: {@code since … and before …}. */
    public String inWords() {
        return (since == null ? "" : "since " + since)
                + (since == null || before == null ? "" : " and ")
                + (before == null ? "" : "before " + before);
    }
}
