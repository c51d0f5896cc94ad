package dev.postrider.console.page;

import dev.postrider.relay.budget.BudgetUse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values the way the pages write them; templates know it as {@code format}. Thread-safe. */
public final class PageFormat {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** {@code 1,234,567}. */
    public String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 10,000+} for a count that stopped at the limit. */
    public String countUpTo(long number, long limit) {
        return number > limit ? count(limit) + "+" : count(number);
    }

    /** {@code 2026-11-21 09:05:12}, in UTC. */
    public String time(@Nullable Instant time) {
        return time == null ? "–" : TIME.format(time);
    }

    /** {@code 512 B}, {@code 1.4 MB}. */
    public String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < 3) {
            value /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, new String[] {"kB", "MB", "GB", "TB"}[unit]);
    }

    /** {@code 0 s}, {@code 340 ms}, {@code 12 s}, {@code 3 min 5 s}, {@code 47 min}, {@code 2 h 10 min}, {@code 1 h}, {@code 4 d 3 h}. */
    public String duration(@Nullable Duration duration) {
        if (duration == null) {
            return "–";
        }
        if (duration.isZero()) {
            return "0 s";
        }
        if (duration.toSeconds() == 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMinutes() == 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() == 0) {
            return duration.toMinutes() < 10
                    ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                    : duration.toMinutes() + " min";
        }
        return duration.toDays() == 0
                ? duration.toHours() + " h" + rest(duration.toMinutesPart(), "min")
                : duration.toDays() + " d" + rest(duration.toHoursPart(), "h");
    }

    private static String rest(int number, String unit) {
        return number == 0 ? "" : " " + number + " " + unit;
    }

    /** A number of a budget's figure, in its unit. */
    public String figure(BudgetUse use, long number) {
        return switch (use.figure()) {
            case AGE -> duration(Duration.ofMillis(number));
            case SIZE -> bytes(number);
        };
    }

    /** {@code 1 event}, {@code 2,000 events}. */
    public String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** How long it took from the one to the other; a dash while there is no other. */
    public String between(Instant from, @Nullable Instant to) {
        return to == null ? "–" : duration(Duration.between(from, to));
    }

    /** {@code 3 min 5 s ago}; nothing where the clocks differ so that it would be to come. */
    public String ago(@Nullable Instant time, Instant now) {
        if (time == null || time.isAfter(now)) {
            return "";
        }
        return duration(Duration.between(time, now)) + " ago";
    }

    /** {@code 12.3}, without decimals from a hundred on. */
    public String rate(double number) {
        return number >= 100 ? count(Math.round(number)) : String.format(Locale.ROOT, "%.1f", number);
    }

    /** The first line of a text, shortened. */
    public String brief(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= most) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, most - 1)) + "…";
    }
}
