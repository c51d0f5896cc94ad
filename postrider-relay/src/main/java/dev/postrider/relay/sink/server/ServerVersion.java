package dev.postrider.relay.sink.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a ClickHouse server, and the versions that the relay is made for. The one place where they are named.
 *
 * @param text as the server tells it
 * @param year the first number; 0 if the text can't be read, as forks and managed services may tell anything
 * @param release the second number
 */
public record ServerVersion(String text, int year, int release) {
    private static final Pattern NUMBERS = Pattern.compile("\\D*(\\d{2})\\.(\\d{1,3})(\\D.*)?");

    /**
     * From here on the type JSON is there without a setting and ready for production, {@code Nullable(JSON)} too; and tokens drop
     * repeated inserts in materialized views as well (24.7).
     */
    static final ServerVersion OLDEST = of("25.3");

    /** What the tests run on. */
    static final ServerVersion NEWEST_TESTED = of("26.7");

    /** Where a server's version stands to those that the relay is made for. */
    public enum Standing {
        /** It can't be told; the relay goes on. */
        UNKNOWN,
        /** Older than any that the relay works with. */
        TOO_OLD,
        /** One of those that the relay is made for. */
        SUPPORTED,
        /** Newer than the tests know. */
        NEWER_THAN_TESTED
    }

    /** Reads what a server tells; never fails. */
    public static ServerVersion of(String text) {
        Matcher numbers = NUMBERS.matcher(text.strip());
        return numbers.matches()
                ? new ServerVersion(text, Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : new ServerVersion(text, 0, 0);
    }

    /** Where it stands. */
    public Standing standing() {
        if (year == 0) {
            return Standing.UNKNOWN;
        }
        if (isBefore(OLDEST)) {
            return Standing.TOO_OLD;
        }
        return NEWEST_TESTED.isBefore(this) ? Standing.NEWER_THAN_TESTED : Standing.SUPPORTED;
    }

    /** The oldest that is supported. */
    public static String oldest() {
        return OLDEST.text;
    }

    /** The newest that was tested. */
    public static String newestTested() {
        return NEWEST_TESTED.text;
    }

    private boolean isBefore(ServerVersion other) {
        return year < other.year || (year == other.year && release < other.release);
    }
}
