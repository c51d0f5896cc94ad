package dev.postrider.console.overview;

import java.time.Duration;
import java.util.Locale;

/** How far back the curves go. */
enum CurveRange {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7));

    private final Duration length;

    CurveRange(Duration length) {
        this.length = length;
    }

    Duration length() {
        return length;
    }

    /** As an address has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such range */
    static CurveRange of(String word) {
        for (CurveRange range : values()) {
            if (range.word().equals(word)) {
                return range;
            }
        }
        throw new IllegalArgumentException("range is '" + word + "', must be hour, day or week");
    }
}
