package dev.postrider.server.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as a person types it.
 *
 * @param text as it was typed
 * @param at what it means
 * @param moves whether the same text means another time later, as {@code -2h} does
 */
record TypedTime(String text, Instant at, boolean moves) {

    /** What {@code --help} says of a TIME, behind what the option does. */
    static final String HELP =
            " (now, today, yesterday, -30m, -2h, -1d, 7d, 2026-11-27, 2026-11-27T03:12; UTC, unless it ends in an offset as +01:00)";

    private static final Pattern AGO = Pattern.compile("-?([0-9]{1,6})([mhd])");
    private static final DateTimeFormatter DATE_AND_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    /** The option's name and value, with the time that it means where that is not what was typed. */
    String of(String option) {
        return option + "=" + text + (text.equals(at.toString()) ? "" : " (" + at + ")");
    }

    /**
     * Refuses a range of times that holds none.
     *
     * @param since null for no begin
     * @param before null for no end
     */
    static void requireSome(
            CommandSpec spec,
            String sinceName,
            @Nullable TypedTime since,
            String beforeName,
            @Nullable TypedTime before) {
        if (since != null && before != null && !since.at().isBefore(before.at())) {
            throw new ParameterException(
                    spec.commandLine(),
                    since.of(sinceName) + " is not before " + before.of(beforeName) + ": no time is in between");
        }
    }

    /** What it means; null if it was not given. */
    static @Nullable Instant meaning(@Nullable TypedTime time) {
        return time == null ? null : time.at();
    }

    /** Reads times; all that count from now count from the same moment. */
    static final class Converter implements ITypeConverter<TypedTime> {
        private final Instant now;

        Converter(Clock clock) {
            this.now = clock.instant();
        }

        @Override
        public TypedTime convert(String typed) {
            String text = typed.strip();
            try {
                Instant moving = fromNow(text.toLowerCase(Locale.ROOT));
                return moving == null ? new TypedTime(text, fixed(text), false) : new TypedTime(text, moving, true);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + typed + "' is no time; it may be now, today, yesterday, minutes, hours or"
                                + " days ago as -30m, -2h, -1d or 1d, or a date with or without a time and an offset,"
                                + " for example 2026-11-27, 2026-11-27T03:12 (UTC) or 2026-11-27T04:12:07+01:00");
            }
        }

        private @Nullable Instant fromNow(String text) {
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                long number = Long.parseLong(ago.group(1));
                return now.minus(
                        switch (ago.group(2)) {
                            case "m" -> Duration.ofMinutes(number);
                            case "h" -> Duration.ofHours(number);
                            default -> Duration.ofDays(number);
                        });
            }
            return switch (text) {
                case "now" -> now;
                case "today" -> today.atStartOfDay(ZoneOffset.UTC).toInstant();
                case "yesterday" ->
                    today.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
                default -> null;
            };
        }

        private static Instant fixed(String text) {
            if (text.length() == "2026-11-27".length()) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String withT = text.replaceFirst("^([0-9-]{10}) (?=[0-9])", "$1T");
            TemporalAccessor time = DATE_AND_TIME.parseBest(withT, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(time);
        }
    }
}
