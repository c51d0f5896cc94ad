package dev.postrider.relay;

import dev.postrider.relay.batch.BatchBounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a relay works. Immutable; start from {@link #defaults()} and change single values.
 *
 * @param outbox the name that events carry in the event log's column {@code outbox}, at most 100 characters; null takes the
 *     name stored in the database, which is the database's own name unless it was set before. Part of an event's identity:
 *     a name that differs from the stored one is refused at start once events were delivered
 * @param bounds how much one batch may hold: 1–1,000,000 rows (default 10,000), 1–256 MiB (default 32 MiB)
 * @param maxWait how long the oldest waiting event waits for a batch to fill, 0 s–1 h (default 1 s); 0 sends at once
 * @param leaseTerm how long the active relay may stay silent before another takes over, 500 ms–1 min (default 2 s)
 * @param backoff the first and the longest pause after a failed send
 * @param insertsInFlight how many batches may be on their way to the sink at once, 1–16 (default 2)
 */
public record RelaySettings(
        @Nullable String outbox,
        BatchBounds bounds,
        Duration maxWait,
        Duration leaseTerm,
        Backoff backoff,
        int insertsInFlight) {

    /** The highest number of rows in a batch: one INSERT stays one block, and so is stored whole or not at all. */
    public static final int MAX_BATCH_ROWS = 1_000_000;

    private static final long MIB = 1024 * 1024;

    /** Pauses between attempts: doubled from the first to the longest, with jitter. */
    public record Backoff(Duration first, Duration longest) {
        /** Refuses a pause of nothing or a longest that is shorter than the first. */
        public Backoff {
            within("backoff (first)", first, Duration.ofMillis(1), Duration.ofMinutes(1));
            within("backoff (longest)", longest, first, Duration.ofHours(1));
        }
    }

    /** Refuses values out of range, with the name, the value and the limit. */
    public RelaySettings {
        if (outbox != null && (outbox.isBlank() || outbox.length() > 100)) {
            throw new IllegalArgumentException("outbox is '" + outbox + "', must have 1 to 100 characters");
        }
        within("batch-size", bounds.rows(), 1, MAX_BATCH_ROWS, "rows");
        within("batch-bytes", bounds.bytes(), MIB, 256 * MIB, "bytes");
        within("max-wait", maxWait, Duration.ZERO, Duration.ofHours(1));
        within("lease-term", leaseTerm, Duration.ofMillis(500), Duration.ofMinutes(1));
        within("inserts-in-flight", insertsInFlight, 1, 16, "inserts");
    }

    /** What is right for most. */
    public static RelaySettings defaults() {
        return new RelaySettings(
                null,
                new BatchBounds(10_000, 32 * MIB),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
                2);
    }

    /** With another name for the outbox. */
    public RelaySettings withOutbox(@Nullable String name) {
        return new RelaySettings(name, bounds, maxWait, leaseTerm, backoff, insertsInFlight);
    }

    /** With another number of rows in a batch. */
    public RelaySettings withBatchSize(int rows) {
        return withBounds(new BatchBounds(rows, bounds.bytes()));
    }

    /** With another size of a batch, in bytes. */
    public RelaySettings withBatchBytes(long bytes) {
        return withBounds(new BatchBounds(bounds.rows(), bytes));
    }

    private RelaySettings withBounds(BatchBounds changed) {
        return new RelaySettings(outbox, changed, maxWait, leaseTerm, backoff, insertsInFlight);
    }

    /** With another longest wait for a batch to fill. */
    public RelaySettings withMaxWait(Duration wait) {
        return new RelaySettings(outbox, bounds, wait, leaseTerm, backoff, insertsInFlight);
    }

    /** With another lease term. */
    public RelaySettings withLeaseTerm(Duration term) {
        return new RelaySettings(outbox, bounds, maxWait, term, backoff, insertsInFlight);
    }

    /** With other pauses after failures. */
    public RelaySettings withBackoff(Duration first, Duration longest) {
        return new RelaySettings(outbox, bounds, maxWait, leaseTerm, new Backoff(first, longest), insertsInFlight);
    }

    /** With another number of batches on their way at once. */
    public RelaySettings withInsertsInFlight(int inserts) {
        return new RelaySettings(outbox, bounds, maxWait, leaseTerm, backoff, inserts);
    }

    private static void within(String name, long value, long min, long max, String unit) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    String.format("%s is %,d, must be between %,d and %,d %s", name, value, min, max, unit));
        }
    }

    private static void within(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(String.format(
                    "%s is %d ms, must be between %d and %d ms",
                    name, value.toMillis(), min.toMillis(), max.toMillis()));
        }
    }
}
