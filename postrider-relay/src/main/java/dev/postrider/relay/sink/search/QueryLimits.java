package dev.postrider.relay.sink.search;

import java.time.Duration;

/**
 * What a question may cost the server.
 *
 * @param longest how long it may take, 1 s–24 h
 * @param memoryBytes how much memory it may use, at least 16 MiB
 * @param rowsRead how many rows it may read, at least 1
 */
public record QueryLimits(Duration longest, long memoryBytes, long rowsRead) {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long LEAST_MEMORY = 16L * 1024 * 1024;

    /** Refuses values out of range. */
    public QueryLimits {
        if (longest.compareTo(Duration.ofSeconds(1)) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the longest time of a query is " + longest.toMillis()
                    + " ms, must be between 1000 and " + LONGEST.toMillis() + " ms");
        }
        if (memoryBytes < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    "the memory of a query is " + memoryBytes + " bytes, must be " + LEAST_MEMORY + " at least");
        }
        if (rowsRead < 1) {
            throw new IllegalArgumentException("the rows that a query reads are " + rowsRead + ", must be 1 at least");
        }
    }

    /** For somebody who waits: 30 seconds, 2 GiB, ten billion rows. */
    public static QueryLimits ofSearch() {
        return new QueryLimits(Duration.ofSeconds(30), 2L << 30, 10_000_000_000L);
    }

    /** For an export: 6 hours, 2 GiB, a hundred billion rows. */
    public static QueryLimits ofExport() {
        return new QueryLimits(Duration.ofHours(6), 2L << 30, 100_000_000_000L);
    }

    /** With another longest time. */
    public QueryLimits within(Duration time) {
        return new QueryLimits(time, memoryBytes, rowsRead);
    }
}
