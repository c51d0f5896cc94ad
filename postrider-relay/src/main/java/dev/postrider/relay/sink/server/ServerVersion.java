package dev.postrider.relay.sink.server;

import java.util.regex.Pattern;

/**
 * The version of a ClickHouse server, and the versions that the relay is made for. The one place where they are named.
 *
 * @param text as the server tells it
 * @param numbers not known if the text can't be read, as forks and managed services may tell anything
 */
public record ServerVersion(String text, VersionNumbers numbers) {
    private static final Pattern AS_CLICKHOUSE_COUNTS = Pattern.compile("\\D*\\d{2}\\.\\d{1,3}(\\D.*)?");

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
        return new ServerVersion(
                text,
                AS_CLICKHOUSE_COUNTS.matcher(text.strip()).matches()
                        ? VersionNumbers.of(text)
                        : VersionNumbers.UNKNOWN);
    }

    /** Where it stands. */
    public Standing standing() {
        if (!numbers.areKnown()) {
            return Standing.UNKNOWN;
        }
        if (numbers.comparedWith(OLDEST.numbers) < 0) {
            return Standing.TOO_OLD;
        }
        return numbers.comparedWith(NEWEST_TESTED.numbers) > 0 ? Standing.NEWER_THAN_TESTED : Standing.SUPPORTED;
    }

    /** The oldest that is supported. */
    public static String oldest() {
        return OLDEST.text;
    }

    /** The newest that was tested. */
    public static String newestTested() {
        return NEWEST_TESTED.text;
    }
}
