package dev.postrider.relay.tools.deadletter;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A dead letter's place among all: when it was refused, then its event's identity. */
public record DeadLetterKey(Instant failedAt, long eventId, Instant eventDateTime) {
    private static final Pattern FORM = Pattern.compile("([^_]+)_(-?\\d{1,19})_([^_]+)");

    /** As {@link #toString} writes it. */
    public static DeadLetterKey parse(String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            try {
                return new DeadLetterKey(
                        Instant.parse(form.group(1)), Long.parseLong(form.group(2)), Instant.parse(form.group(3)));
            } catch (DateTimeParseException | NumberFormatException e) {
                throw unreadable(text, e);
            }
        }
        throw unreadable(text, null);
    }

    private static IllegalArgumentException unreadable(String text, @Nullable RuntimeException cause) {
        return new IllegalArgumentException(
                "'" + text + "' is no place in the list of dead letters, must be as a page's end says it:"
                        + " time_id_time, for example 2026-01-31T12:00:00.5Z_4711_2026-01-31T11:59:00Z",
                cause);
    }

    @Override
    public String toString() {
        return failedAt + "_" + eventId + "_" + eventDateTime;
    }
}
