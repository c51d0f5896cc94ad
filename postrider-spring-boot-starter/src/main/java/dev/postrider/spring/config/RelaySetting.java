package dev.postrider.spring.config;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.springframework.util.unit.DataSize.ofBytes;
import static org.springframework.util.unit.DataSize.ofMegabytes;
import static org.springframework.util.unit.DataSize.ofTerabytes;

import dev.postrider.relay.batch.ShardKey;

/** How events are delivered, how long what is done with is kept, and how much may wait. */
// the checker can not see that the records in this field hold nothing that changes
@SuppressWarnings("ImmutableEnumChecker")
enum RelaySetting implements Setting {
    CH_OUTBOX_BATCH_SIZE(
            new Names("postrider.relay.batch-size", "CH_OUTBOX_BATCH_SIZE"),
            "Events in one batch at most. ClickHouse likes 10,000 to 100,000 rows in an insert.",
            "rows",
            "10000",
            new Limit.Whole(1, 1_000_000)),
    CH_OUTBOX_PROCESSING_FREQUENCY_SEC(
            new Names("postrider.relay.max-wait", "CH_OUTBOX_PROCESSING_FREQUENCY_SEC"),
            "How long the oldest event may wait for a batch to fill. ClickHouse likes about one insert a second; 0 sends"
                    + " whatever is there. The property takes a unit (1s, 500ms), the variable is a bare number of"
                    + " seconds, decimals allowed.",
            "seconds",
            "1",
            new Limit.Seconds(0, 3_600)),
    RELAY_ENABLED(
            new Names("postrider.relay.enabled", "POSTRIDER_RELAY_ENABLED"),
            "Whether a relay runs in this process. Switch it off where a separate one runs; no ClickHouse is needed then.",
            "true or false",
            "true",
            Limit.OneOf.of("true", "false")),
    RELAY_BATCH_BYTES(
            new Names("postrider.relay.batch-bytes", "POSTRIDER_RELAY_BATCH_BYTES"),
            "Bytes in one batch at most; a batch ends at whichever limit comes first.",
            "size with unit",
            "32MB",
            new Limit.Size(ofMegabytes(1), ofMegabytes(256))),
    RELAY_INSERTS_IN_FLIGHT(
            new Names("postrider.relay.inserts-in-flight", "POSTRIDER_RELAY_INSERTS_IN_FLIGHT"),
            "Inserts that may be under way at once. Each holds its batch in memory.",
            "inserts",
            "2",
            new Limit.Whole(1, 16)),
    RELAY_SHARD_KEY(
            new Names("postrider.relay.shard-key", "POSTRIDER_RELAY_SHARD_KEY"),
            "Which field says on which shard of the event log an event belongs: see shards.md. Can't change once there are several.",
            "field",
            "event_id",
            Limit.Form.of(ShardKey.FORM, ShardKey.FORM_IN_WORDS)),
    RELAY_SHARD_LEAD(
            new Names("postrider.relay.shard-lead", "POSTRIDER_RELAY_SHARD_LEAD"),
            "How many batches may wait for a shard of the event log that is behind, while the other shards go on. See shards.md.",
            "batches",
            "1000",
            new Limit.Whole(0, 100_000)),
    RELAY_LEASE_TERM(
            new Names("postrider.relay.lease-term", "POSTRIDER_RELAY_LEASE_TERM"),
            "How long a relay that went silent stays the active one; another takes over after it.",
            "time with unit",
            "2s",
            new Limit.Time(ofMillis(500), ofMinutes(1))),
    RELAY_BACKOFF_FIRST(
            new Names("postrider.relay.backoff-first", "POSTRIDER_RELAY_BACKOFF_FIRST"),
            "First pause after a failed attempt; it doubles, with jitter.",
            "time with unit",
            "100ms",
            new Limit.Time(ofMillis(1), ofMinutes(1))),
    RELAY_BACKOFF_LONGEST(
            new Names("postrider.relay.backoff-longest", "POSTRIDER_RELAY_BACKOFF_LONGEST"),
            "Longest pause between two attempts, and so about how long delivery takes to resume after an outage. Not"
                    + " shorter than the first.",
            "time with unit",
            "30s",
            new Limit.Time(ofMillis(1), ofHours(1))),
    RELAY_STOP_TIMEOUT(
            new Names("postrider.relay.stop-timeout", "POSTRIDER_RELAY_STOP_TIMEOUT"),
            "How long a stop waits for the batch in flight before it is abandoned (the next relay sends it again, once).",
            "time with unit",
            "5s",
            new Limit.Time(ofMillis(100), ofMinutes(1))),
    RELAY_VERIFY_EVERY(
            new Names("postrider.relay.verify-every", "POSTRIDER_RELAY_VERIFY_EVERY"),
            "How often the active relay compares 65,536 event ids with the event log, round and round: see"
                    + " reconciliation.md. 0s: never.",
            "time with unit",
            "10s",
            new Limit.Time(ZERO, ofHours(1))),
    RELAY_OUTBOX(
            new Names("postrider.relay.outbox", "POSTRIDER_RELAY_OUTBOX"),
            "Name of this outbox in the event log's column of that name. Empty: the one that the schema recorded when it"
                    + " was made, the database's name.",
            "text",
            "",
            Limit.Form.of("|\\S(.{0,98}\\S)?", "up to 100 characters, no blank at either end")),
    RETENTION_DELIVERED(
            new Names("postrider.retention.delivered", "POSTRIDER_RETENTION_DELIVERED"),
            "How long delivered events are kept in PostgreSQL for a replay. Less where more than about 90 transactions a"
                    + " second come: see retention.md.",
            "time with unit",
            "1h",
            new Limit.Time(ZERO, ofDays(30))),
    RETENTION_LONGEST(
            new Names("postrider.retention.longest", "POSTRIDER_RETENTION_LONGEST"),
            "How long a delivered event stays at the most, however quiet the database is. Not shorter than the one before.",
            "time with unit",
            "24h",
            new Limit.Time(ZERO, ofDays(365))),
    RETENTION_LEDGER(
            new Names("postrider.retention.ledger", "POSTRIDER_RETENTION_LEDGER"),
            "How long delivered batches, the lease's history and how delivery stood stay in the ledger. Not shorter than the one before.",
            "time with unit",
            "30d",
            new Limit.Time(ZERO, ofDays(3_650))),
    RETENTION_DEAD_LETTERS(
            new Names("postrider.retention.dead-letters", "POSTRIDER_RETENTION_DEAD_LETTERS"),
            "How long dead letters stay after they were requeued or discarded. Open ones are never deleted.",
            "time with unit",
            "90d",
            new Limit.Time(ZERO, ofDays(3_650))),
    BUDGET_AGE_WARNING(
            new Names("postrider.budget.age-warning", "POSTRIDER_BUDGET_AGE_WARNING"),
            "Lag from which on the budget of age is warned about; 0s for no warning.",
            "time with unit",
            "15m",
            new Limit.Time(ZERO, ofDays(365))),
    BUDGET_AGE_LIMIT(
            new Names("postrider.budget.age-limit", "POSTRIDER_BUDGET_AGE_LIMIT"),
            "Lag from which on the budget of age is used up; 0s for no limit.",
            "time with unit",
            "24h",
            new Limit.Time(ZERO, ofDays(365))),
    BUDGET_SIZE_WARNING(
            new Names("postrider.budget.size-warning", "POSTRIDER_BUDGET_SIZE_WARNING"),
            "Disk that the outbox may take before it is warned about; beyond, delivered events are not kept for a replay any"
                    + " more. 0B for no warning.",
            "size with unit",
            "10GB",
            new Limit.Size(ofBytes(0), ofTerabytes(100))),
    BUDGET_SIZE_LIMIT(
            new Names("postrider.budget.size-limit", "POSTRIDER_BUDGET_SIZE_LIMIT"),
            "Disk that the outbox may take before the budget of size is used up; 0B for no limit.",
            "size with unit",
            "100GB",
            new Limit.Size(ofBytes(0), ofTerabytes(100))),
    BUDGET_OVER_LIMIT(
            new Names("postrider.budget.over-limit", "POSTRIDER_BUDGET_OVER_LIMIT"),
            "What happens to publishing while a budget is used up: it goes on (keep), or is refused with an error (block)."
                    + " Undelivered events are never deleted.",
            "word",
            "keep",
            Limit.OneOf.of("keep", "block"));

    private final Entry entry;

    RelaySetting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.entry = new Entry(names, meaning, unit, fallback, limit);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
