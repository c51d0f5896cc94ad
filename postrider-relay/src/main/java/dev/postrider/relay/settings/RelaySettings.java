package dev.postrider.relay.settings;

import dev.postrider.relay.batch.BatchBounds;
import dev.postrider.relay.batch.ShardKey;
import dev.postrider.relay.budget.Budgets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a relay works. Immutable; start from {@link #defaults()} and change single values.
 *
 * @param outbox the name that events carry in the event log's column {@code outbox}, at most 100 characters; null takes the
 *     name stored in the database, which is the database's own name unless it was set before. Part of an event's identity:
 *     a name that differs from the stored one is refused at start once events were delivered
 * @param batches how batches are made and sent
 * @param leaseTerm how long the active relay may stay silent before another takes over, 500 ms–1 min (default 2 s)
 * @param retention how long what is done with is kept
 * @param budgets how old and how large the outbox may get
 * @param verifyEvery how often the active relay compares an id window (65,536 ids) with the event log, 0 s–1 h (default 10 s); 0
 *     never
 */
public record RelaySettings(
        @Nullable String outbox,
        Batches batches,
        Duration leaseTerm,
        Retention retention,
        Budgets budgets,
        Duration verifyEvery) {

    /** The highest number of rows in a batch: one INSERT stays one block, and so is stored whole or not at all. */
    public static final int MAX_BATCH_ROWS = 1_000_000;

    private static final long MIB = 1024 * 1024;

    /**
     * How batches are made and sent.
     *
     * @param bounds how much one batch may hold: 1–1,000,000 rows (default 10,000), 1–256 MiB (default 32 MiB)
     * @param maxWait how long the oldest waiting event waits for a batch to fill, 0 s–1 h (default 1 s); 0 sends at once
     * @param backoff the first and the longest pause after a failed send
     * @param insertsInFlight how many batches may be on their way to the sink at once, 1–16 (default 2)
     * @param sharding how they are spread over the shards of the event log
     */
    public record Batches(
            BatchBounds bounds, Duration maxWait, Backoff backoff, int insertsInFlight, Sharding sharding) {
        /** Refuses values out of range. */
        public Batches {
            within("batch-size", bounds.rows(), 1, MAX_BATCH_ROWS, "rows");
            within("batch-bytes", bounds.bytes(), MIB, 256 * MIB, "bytes");
            within("max-wait", maxWait, Duration.ZERO, Duration.ofHours(1));
            within("inserts-in-flight", insertsInFlight, 1, 16, "inserts");
        }
    }

    /**
     * How events are spread over the shards of the event log; means nothing where there is one.
     *
     * @param key what says on which shard an event belongs (default its id); can't change once there are several
     * @param lead how many batches may wait for a shard that is behind, while the others go on, 0–100,000 (default 1,000)
     */
    public record Sharding(ShardKey key, int lead) {
        /** Refuses a lead out of range. */
        public Sharding {
            within("shard-lead", lead, 0, 100_000, "batches");
        }
    }

    /** Pauses between attempts: doubled from the first to the longest, with jitter. */
    public record Backoff(Duration first, Duration longest) {
        /** Refuses a pause of nothing or a longest that is shorter than the first. */
        public Backoff {
            within("backoff (first)", first, Duration.ofMillis(1), Duration.ofMinutes(1));
            within("backoff (longest)", longest, first, Duration.ofHours(1));
        }
    }

    /**
     * How long what is done with is kept. What is not delivered is kept however long it takes.
     *
     * @param delivered how long delivered events are kept for replay, 0 s–30 d (default 1 h). Where transactions come so fast
     *     that the ring of leaves goes round in less, it is that much less
     * @param longest how long a delivered event stays at the most, however quiet the database is: not shorter than {@code
     *     delivered}, up to 365 d (default 24 h). Newer delivered events may go with it
     * @param ledger how long batches and terms stay in the ledger, not shorter than {@code longest}, up to 3,650 d (default
     *     30 d)
     * @param deadLetters how long dead letters stay after they were requeued or discarded, 0 s–3,650 d (default 90 d); open
     *     ones stay
     */
    public record Retention(Duration delivered, Duration longest, Duration ledger, Duration deadLetters) {
        private static final Duration TEN_YEARS = Duration.ofDays(3_650);

        /** Refuses values out of range, and an order that makes no sense. */
        public Retention {
            within("retention (delivered)", delivered, Duration.ZERO, Duration.ofDays(30));
            within("retention (longest)", longest, delivered, Duration.ofDays(365));
            within("retention (ledger)", ledger, longest, TEN_YEARS);
            within("retention (dead-letters)", deadLetters, Duration.ZERO, TEN_YEARS);
        }

        /** An hour, a day, 30 days and 90 days. */
        public static Retention defaults() {
            return new Retention(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(90));
        }
    }

    /** Refuses values out of range, with the name, the value and the limit. */
    public RelaySettings {
        if (outbox != null && (outbox.isBlank() || outbox.length() > 100)) {
            throw new IllegalArgumentException("outbox is '" + outbox + "', must have 1 to 100 characters");
        }
        within("lease-term", leaseTerm, Duration.ofMillis(500), Duration.ofMinutes(1));
        within("verify-every", verifyEvery, Duration.ZERO, Duration.ofHours(1));
    }

    /** What is right for most. */
    public static RelaySettings defaults() {
        return new RelaySettings(
                null,
                new Batches(
                        new BatchBounds(10_000, 32 * MIB),
                        Duration.ofSeconds(1),
                        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
                        2,
                        new Sharding(ShardKey.EVENT_ID, 1_000)),
                Duration.ofSeconds(2),
                Retention.defaults(),
                Budgets.defaults(),
                Duration.ofSeconds(10));
    }

    /** How much one batch may hold. */
    public BatchBounds bounds() {
        return batches.bounds();
    }

    /** How long the oldest waiting event waits for a batch to fill. */
    public Duration maxWait() {
        return batches.maxWait();
    }

    /** The pauses after failed sends. */
    public Backoff backoff() {
        return batches.backoff();
    }

    /** How many batches may be on their way at once. */
    public int insertsInFlight() {
        return batches.insertsInFlight();
    }

    /** How many batches may wait for a shard that is behind, while the others go on. */
    public int shardLead() {
        return batches.sharding().lead();
    }

    /** What says on which shard an event belongs. */
    public ShardKey shardKey() {
        return batches.sharding().key();
    }

    /** With another name for the outbox. */
    public RelaySettings withOutbox(@Nullable String name) {
        return new RelaySettings(name, batches, leaseTerm, retention, budgets, verifyEvery);
    }

    /** With another number of rows in a batch. */
    public RelaySettings withBatchSize(int rows) {
        return withBounds(new BatchBounds(rows, bounds().bytes()));
    }

    /** With another size of a batch, in bytes. */
    public RelaySettings withBatchBytes(long bytes) {
        return withBounds(new BatchBounds(bounds().rows(), bytes));
    }

    private RelaySettings withBounds(BatchBounds changed) {
        return withBatches(new Batches(changed, maxWait(), backoff(), insertsInFlight(), batches.sharding()));
    }

    /** With another longest wait for a batch to fill. */
    public RelaySettings withMaxWait(Duration wait) {
        return withBatches(new Batches(bounds(), wait, backoff(), insertsInFlight(), batches.sharding()));
    }

    /** With other pauses after failures. */
    public RelaySettings withBackoff(Duration first, Duration longest) {
        return withBatches(
                new Batches(bounds(), maxWait(), new Backoff(first, longest), insertsInFlight(), batches.sharding()));
    }

    /** With another number of batches on their way at once. */
    public RelaySettings withInsertsInFlight(int inserts) {
        return withBatches(new Batches(bounds(), maxWait(), backoff(), inserts, batches.sharding()));
    }

    /** With another number of batches that may wait for a shard that is behind. */
    public RelaySettings withShardLead(int lead) {
        return withSharding(new Sharding(shardKey(), lead));
    }

    /** With another key of the shards. */
    public RelaySettings withShardKey(ShardKey key) {
        return withSharding(new Sharding(key, shardLead()));
    }

    private RelaySettings withSharding(Sharding changed) {
        return withBatches(new Batches(bounds(), maxWait(), backoff(), insertsInFlight(), changed));
    }

    private RelaySettings withBatches(Batches changed) {
        return new RelaySettings(outbox, changed, leaseTerm, retention, budgets, verifyEvery);
    }

    /** With another lease term. */
    public RelaySettings withLeaseTerm(Duration term) {
        return new RelaySettings(outbox, batches, term, retention, budgets, verifyEvery);
    }

    /** With other times to keep things. */
    public RelaySettings withRetention(Retention changed) {
        return new RelaySettings(outbox, batches, leaseTerm, changed, budgets, verifyEvery);
    }

    /** With other budgets. */
    public RelaySettings withBudgets(Budgets changed) {
        return new RelaySettings(outbox, batches, leaseTerm, retention, changed, verifyEvery);
    }

    /** With another pause between comparisons with the event log; zero for none. */
    public RelaySettings withVerifyEvery(Duration pause) {
        return new RelaySettings(outbox, batches, leaseTerm, retention, budgets, pause);
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
