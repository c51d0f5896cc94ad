package dev.postrider.outbox;

import java.time.Instant;
import java.util.regex.Pattern;

/** The limits of an event's plain fields, the same as the table's constraints; each refusal names value, limit and remedy. */
final class EventRules {

    static final int MAX_TYPE = 255;
    static final int MAX_ENVIRONMENT = 100;

    /** Version, trace id, parent id, flags; version ff and ids of zeros only are not allowed by the standard. */
    private static final Pattern TRACE_PARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private EventRules() {}

    static void requireType(String type) {
        requireText("event type", type, MAX_TYPE);
    }

    static void requireEnvironment(String environment) {
        requireText("environment", environment, MAX_ENVIRONMENT);
    }

    static void requireMetadataVersion(long version) {
        if (version < 1) {
            throw new InvalidEventException(
                    "metadata version is " + version + ", the least is 1: count versions from 1");
        }
    }

    static void requireDateTime(Instant dateTime) {
        if (!EventTime.isPossible(dateTime)) {
            throw new InvalidEventException("event date and time is " + dateTime
                    + ", allowed are the years 1900 to 2299 UTC, which is what ClickHouse can hold:"
                    + " leave it out to take the database's clock, or keep such a date inside the context");
        }
    }

    static void requireTraceParent(String traceParent) {
        if (!TRACE_PARENT.matcher(traceParent).matches()) {
            throw new InvalidEventException("trace parent is " + Excerpt.of(traceParent)
                    + ", allowed is the form of the W3C traceparent header, such as"
                    + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01: leave it out if there is no trace");
        }
    }

    private static void requireText(String field, String value, int max) {
        if (value.isEmpty()) {
            throw new InvalidEventException(field + " is empty, allowed are 1 to " + max + " characters: name it");
        }
        int length = value.codePointCount(0, value.length());
        if (length > max) {
            throw new InvalidEventException(field + " " + Excerpt.of(value) + " has " + length
                    + " characters, allowed are 1 to " + max + ": shorten it, details belong in the context");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                throw new InvalidEventException(field + " " + Excerpt.of(value) + " has the NUL character at position "
                        + i + ", which PostgreSQL's text cannot hold: remove it");
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw new InvalidEventException(field + " " + Excerpt.of(value)
                            + " has half a surrogate pair at position " + i + ", which UTF-8 cannot encode: remove it");
                }
                i++;
            }
        }
    }
}
