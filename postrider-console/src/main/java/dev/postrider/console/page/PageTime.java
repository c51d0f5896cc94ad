package dev.postrider.console.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as people type them into a page's address or form; without a zone they are UTC. */
public final class PageTime {
    private static final Pattern AGO = Pattern.compile("-(\\d{1,6})([smhd])");

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private PageTime() {}

    /**
     * The time that is meant; null if nothing was typed.
     *
     * @param text as in {@code 2026-11-28T03:12Z}, {@code 2026-11-28T03:12}, {@code 2026-11-28}, {@code -2h}
     * @throws IllegalArgumentException if it is none of these, or not of the years 1 to 9999: the text, and what it may be
     */
    public static @Nullable Instant of(@Nullable String text, Instant now) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String typed = text.strip();
        Instant time = parsed(typed, now);
        if (time.isBefore(EARLIEST) || !time.isBefore(END)) {
            throw new IllegalArgumentException("'" + typed + "' is too far away, must be of the years 1 to 9999");
        }
        return time;
    }

    private static Instant parsed(String typed, Instant now) {
        Matcher ago = AGO.matcher(typed);
        if (ago.matches()) {
            return now.minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        try {
            if (typed.length() == 10) {
                return LocalDate.parse(typed).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return typed.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(typed).toInstant()
                    : LocalDateTime.parse(typed).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + typed + "' is no time, must be like 2026-11-28T03:12Z, 2026-11-28 or -2h (s, m, h, d ago)",
                    e);
        }
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }
}
