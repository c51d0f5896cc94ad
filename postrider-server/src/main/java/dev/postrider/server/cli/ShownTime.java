package dev.postrider.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times as people read them: to the second, in UTC, with their age. Options take them in this form again. */
final class ShownTime {

    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssX", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ShownTime() {}

    /** The time: {@code 2026-11-28 03:12:07Z}. */
    static String of(Instant time) {
        return TO_THE_SECOND.format(time);
    }

    /** The time and how long ago it was: {@code 2026-11-28 03:12:07Z, 4 h ago}; empty for none. */
    static String withAge(@Nullable Instant time, Instant now) {
        return time == null ? "" : of(time) + ", " + age(time, now);
    }

    /** How long ago it was: {@code 4 h ago}. */
    static String age(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        return age.isNegative() ? "in " + inWords(age.negated()) : inWords(age) + " ago";
    }

    /** In whole units of seconds, minutes, hours or, from two days on, days. */
    static String inWords(Duration time) {
        if (time.toSeconds() < 60) {
            return time.toSeconds() + " s";
        }
        if (time.toMinutes() < 60) {
            return time.toMinutes() + " min";
        }
        return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " d";
    }
}
